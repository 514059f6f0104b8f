import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveFindings, type Findings } from '../../../../src/report/findings.ts';
import { renderPage } from '../../../../src/report/html/page.ts';
import { renderMarkdown } from '../../../../src/report/markdown.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const findings = deriveFindings(makeSyntheticSweep());
const runtime = "document.title = 'a stand-in';";

const pageOf = (of: Findings = findings, chartRuntime: string | undefined = runtime) =>
  renderPage(of, { markdown: renderMarkdown(of), chartRuntime });

const page = pageOf();

/** What is drawn and its data, which are long and tested elsewhere. */
const withoutDrawings = (page: string): string =>
  page
    .replaceAll(/src="data:[^"]*"/g, 'src="data:..."')
    .replaceAll(/(<script type="application\/json">).*?<\/script>/g, '$1...</script>')
    .replace(/<style>.*<\/style>/s, '<style>...</style>')
    .replaceAll(/sha256-[^&]*/g, 'sha256-...');

/** The text that a reader sees. */
const textOf = (page: string): string =>
  page
    .replaceAll(/<script.*?<\/script>|<style>.*?<\/style>|<[^>]*>/gs, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(/[^\p{L}\p{N}.%@<>=]+/u));

const withTitle = (title: string): Findings => {
  const { manifest, runs } = makeSyntheticSweep();
  const profile = { ...manifest.plan.profile, title, name: title };
  const host = { ...manifest.host, hostname: title };
  return deriveFindings({
    manifest: { ...manifest, host, plan: { ...manifest.plan, profile } },
    runs,
  });
};

describe('the page of a sweep', () => {
  it('is what it was', async () => {
    const markdown = [
      `# ${findings.manifest.plan.profile.title}`,
      'Measured on `bench-1`.',
      '## Curves',
      '### tier.readLatency',
      '![A figure](figures/tier.readLatency.svg)',
      '**Figure 1.** Throughput.',
      '**Table 1.** Points.',
      '| level | ratio |\n| --- | --: |\n| 1 us | 0.999 |\n| 5 us | not-binding |',
      '## How to repeat',
      '```sh\nemulate --profile hbf-50gbps\n```',
    ].join('\n\n');
    const made = await renderPage(findings, { markdown, chartRuntime: runtime });
    await expect(withoutDrawings(made)).toMatchFileSnapshot(
      '../../../golden/report-html/page.html',
    );
  });

  it('is the same bytes every time', async () => {
    expect(await pageOf()).toBe(await page);
  });

  it('says everything that the report in Markdown says', async () => {
    const markdown = renderMarkdown(findings).replaceAll(/!\[[^\]]*\]\([^)]*\)|^```.*$/gm, ' ');
    const said = wordsOf(textOf(await page));
    expect([...wordsOf(markdown)].filter((word) => !said.has(word))).toEqual([]);
  });

  it('has every figure of every sweep once', async () => {
    const ids = [...(await page).matchAll(/<figure class="chart" id="figure-([^"]+)"/g)];
    expect(ids.map(([, id]) => id)).toEqual([
      'tier.readBandwidth-pp',
      'tier.readBandwidth-tg',
      'tier.readBandwidth-token-time',
      'tier.readLatency-pp',
      'tier.readLatency-tg',
      'tier.readLatency-token-time',
    ]);
  });

  it('allows its own script and style by their hashes', async () => {
    const text = await page;
    const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '';
    const script = /<script>(.*?)<\/script>/s.exec(text)?.[1] ?? '';
    const hashes = [script, style].map(
      (each) => `&#39;sha256-${createHash('sha256').update(each).digest('base64')}&#39;`,
    );
    expect(script).toBe(runtime);
    expect(text).toContain(`script-src ${hashes[0] ?? ''}; style-src ${hashes[1] ?? ''};`);
  });

  it('has no script at all without the chart runtime, and refuses one that would end its element', async () => {
    const still = await renderPage(findings, { markdown: '', chartRuntime: undefined });
    expect(still).toContain('script-src &#39;none&#39;');
    expect(still).not.toContain('<script>');
    await expect(pageOf(findings, "'</script>'")).rejects.toThrow('Internal error');
  });

  it('shows a title and a host that look like HTML as text', async () => {
    const evil = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'&';
    const text = await pageOf(withTitle(evil));
    expect(text.match(/<script>/g)).toHaveLength(1);
    expect(text).not.toContain('<img src=x');
    expect(text).toContain('<h1>&lt;/script&gt;&lt;script&gt;alert(1)');
  });

  it('refers to nothing outside of itself', async () => {
    expect(await page).not.toMatch(/(src|href)="(?!data:|#|https:\/\/)/);
    expect(await page).not.toMatch(/<(link|iframe|object|embed|base|form)\b/);
  });
});
