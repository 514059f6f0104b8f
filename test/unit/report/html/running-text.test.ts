import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, renderText } from '../../../../src/report/html/running-text.ts';

const rendered = (text: string): string => renderText(text).html;

describe('running text', () => {
  it('has code, emphasis and strong emphasis', () => {
    expect(rendered('`a*b*` is *faster* or _slower_, **not at `1 us`**.')).toBe(
      '<code>a*b*</code> is <em>faster</em> or <em>slower</em>, <strong>not at <code>1 us</code></strong>.',
    );
  });

  it('leaves names with underscores and products alone', () => {
    expect(rendered('Q4_K_M, 44 Q4_K, 9 Q6_K; 2 * 3 * 4; c / B')).toBe(
      'Q4_K_M, 44 Q4_K, 9 Q6_K; 2 * 3 * 4; c / B',
    );
  });

  it('links to places of the page and to the web, and to nothing else', () => {
    expect(rendered('[a](#terms) [b](https://example.org/) [c](javascript:alert)')).toBe(
      '<a href="#terms">a</a> <a href="https://example.org/">b</a> c',
    );
  });

  it('escapes everything else', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '&', '"', '`', '*', '_', 'a') }),
        (text) => {
          expect(rendered(text).replaceAll(/<\/?(code|em|strong)>/g, '')).not.toMatch(/[<>"]/);
        },
      ),
    );
  });

  it('is plain without its marks', () => {
    expect(plainText('**Table 1.** `tier` is _bound_, [see](#a) Q4_K_M')).toBe(
      'Table 1. tier is bound, see Q4_K_M',
    );
  });
});
