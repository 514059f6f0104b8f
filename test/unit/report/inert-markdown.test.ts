import { describe, expect, test } from 'vitest';
import { inertMarkdown } from '../../../src/report/inert-markdown.ts';

describe('inertMarkdown', () => {
  test.each([
    [
      'a script',
      '# </script><script>alert(1)</script>',
      '# &lt;/script>&lt;script>alert(1)&lt;/script>',
    ],
    ['an element', 'host <img src=x onerror=alert(1)>', 'host &lt;img src=x onerror=alert(1)>'],
    ['an element that looks like code', '`` <b>` x', '`` &lt;b>` x'],
    ['a comment', '- <!-- the rest', '- &lt;!-- the rest'],
    ['a link', '[x](javascript:alert(1))', '[x]\\(javascript:alert(1))'],
    ['a picture of the web', '![x](https://example.com/x)', '![x]\\(https://example.com/x)'],
  ])('makes a text of %s', (_, given, inert) => {
    expect(inertMarkdown(given)).toBe(inert);
  });

  test('leaves the drawings and the places of a report as they are', () => {
    const own = '![Throughput](figures/tier.readBandwidth.svg)\n\n[Terms](#terms) **1** `a`\n';
    expect(inertMarkdown(own)).toBe(own);
  });

  test('leaves what stands between fences as it is, and only that', () => {
    const block = '```yaml\ntitle: <b> [x](y)\n```';
    expect(inertMarkdown(`<a>\n\n${block}\n\n<b>\n`)).toBe(`&lt;a>\n\n${block}\n\n&lt;b>\n`);
  });

  test('does not take for a fence what Markdown does not', () => {
    expect(inertMarkdown('```a`b\n<script>\n```\n')).toContain('&lt;script>');
  });
});
