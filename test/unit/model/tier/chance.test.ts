import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceKey, drawShare, mixWord } from '../../../../src/model/tier/chance.ts';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('mixWord', () => {
  it('takes 0 to 0 and 1 to what the function in C gives', () => {
    expect(mixWord(0)).toBe(0);
    // From a C program with the same five lines over uint32_t.
    expect([1, 2, 0xffffffff].map(mixWord)).toEqual([1753845952, 3507691905, 1734902346]);
  });

  it('takes different words to different words', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(mixWord(a) === mixWord(b)).toBe(a === b);
      }),
    );
  });
});

describe('drawn shares', () => {
  it('lie from 0 up to 1, and are the same for the same key and number', () => {
    fc.assert(
      fc.property(word, word, word, fc.nat({ max: 2 ** 20 }), (seed, a, b, index) => {
        const share = drawShare(chanceKey(seed, a, b), index);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThan(1);
        expect(drawShare(chanceKey(seed, a, b), index)).toBe(share);
      }),
    );
  });

  it('are spread evenly, within a key and over keys, whichever of its numbers differs', () => {
    const draws: readonly ((index: number) => number)[] = [
      (index) => drawShare(chanceKey(1, 2, 3), index),
      (index) => drawShare(chanceKey(index, 2, 3), 0),
      (index) => drawShare(chanceKey(1, index, 3), 0),
      (index) => drawShare(chanceKey(1, 2, index), 0),
    ];
    for (const draw of draws) {
      const counts = new Array<number>(64).fill(0);
      for (let index = 0; index < 64_000; index += 1) {
        const bin = Math.floor(draw(index) * 64);
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      // Pearson's statistic with 63 degrees of freedom exceeds 120 by chance once in 50 000 times.
      const statistic = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
      expect(statistic).toBeLessThan(120);
    }
  });
});
