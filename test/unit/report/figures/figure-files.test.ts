import { describe, expect, test } from 'vitest';
import { renderFigures } from '../../../../src/report/figures/figure-files.ts';
import { deriveFindings } from '../../../../src/report/findings.ts';
import { makeRunRecord } from '../../../support/factory.ts';
import { makeSyntheticKernelSweep } from '../../../support/synthetic-kernel-sweep.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const findings = deriveFindings(makeSyntheticSweep());
const figures = renderFigures(findings);

const textOf = async (path: string): Promise<string> =>
  (await figures).find((figure) => figure.path === path)?.text ?? '';

const hollow = /aria-roledescription="point"[^>]*fill="#FFFFFF"/g;

describe('the drawings of a sweep', () => {
  test('are one of all tests for each parameter, then each view of each metric', async () => {
    expect((await figures).map(({ path }) => path)).toEqual([
      'figures/tier.readBandwidth.svg',
      'figures/tier.readLatency.svg',
      'figures/tier.readBandwidth-pp.svg',
      'figures/tier.readBandwidth-pp-absolute.svg',
      'figures/tier.readBandwidth-tg.svg',
      'figures/tier.readBandwidth-tg-absolute.svg',
      'figures/tier.readBandwidth-token-time.svg',
      'figures/tier.readLatency-pp.svg',
      'figures/tier.readLatency-pp-absolute.svg',
      'figures/tier.readLatency-tg.svg',
      'figures/tier.readLatency-tg-absolute.svg',
      'figures/tier.readLatency-token-time.svg',
    ]);
  });

  test('are the same bytes every time', async () => {
    expect(await renderFigures(findings)).toEqual(await figures);
  });

  test.for([
    'tier.readBandwidth-tg',
    'tier.readBandwidth-tg-absolute',
    'tier.readBandwidth-token-time',
    'tier.readLatency-pp',
  ])('%s is what it was', async (name) => {
    await expect(await textOf(`figures/${name}.svg`)).toMatchFileSnapshot(
      `../../../golden/figures/${name}.svg`,
    );
  });

  test('of a sweep of a memory limit are what they were', async () => {
    const drawn = await renderFigures(deriveFindings(makeSyntheticKernelSweep()));
    const absolute = drawn.find(({ path }) => path === 'figures/memory.max-tg-absolute.svg');
    await expect(absolute?.text).toMatchFileSnapshot(
      '../../../golden/figures/memory.max-tg-absolute.svg',
    );
  });

  test('have a title, a description in words, and a font', async () => {
    const text = await textOf('figures/tier.readBandwidth.svg');
    expect(text).toMatch(/^<svg [^>]*role="img"><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
    expect(text).toContain('tg64: 100 GB/s 0.952, 50 GB/s 0.909');
    expect(text).toContain('font-family="DejaVu Sans, sans-serif"');
  });

  test('tell prompts and generation apart by colour, dash and shape', async () => {
    const text = await textOf('figures/tier.readBandwidth.svg');
    for (const color of ['#0072B2', '#D55E00']) expect(text).toContain(color);
    expect(text).toContain('stroke-dasharray="6,3"');
  });

  test('show points hollow where the limit did not act, and say so', async () => {
    const latency = await textOf('figures/tier.readLatency.svg');
    expect([...latency.matchAll(hollow)]).toHaveLength(2);
    expect(latency).toContain('Hollow:');
    const bandwidth = await textOf('figures/tier.readBandwidth.svg');
    expect([...bandwidth.matchAll(hollow)]).toHaveLength(0);
    expect(bandwidth).not.toContain('Hollow:');
  });

  test('say that they are indicative below 6 rounds', async () => {
    const [figure] = await renderFigures(deriveFindings(makeSyntheticSweep({ rounds: 3 })));
    expect(figure?.text).toContain('Indicative: too few rounds for intervals.');
  });

  test('are left out where nothing can be drawn', async () => {
    const { manifest } = makeSyntheticSweep();
    const none = deriveFindings({ manifest, runs: [makeRunRecord({ case: 'baseline' })] });
    expect(await renderFigures(none)).toEqual([]);
  });

  test('escape what a profile may be called', async () => {
    const { manifest, runs } = makeSyntheticSweep();
    const profile = { ...manifest.plan.profile, name: 'a<b>&$&' };
    const [figure] = await renderFigures(
      deriveFindings({ manifest: { ...manifest, plan: { ...manifest.plan, profile } }, runs }),
    );
    expect(figure?.text).toContain('<title>a&lt;b&gt;&amp;$&amp;: throughput');
  });
});
