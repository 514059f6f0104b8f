import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standardRanks } from '../../../../src/model/statistics/standard-ranks.ts';

describe('standardRanks', () => {
  test('gives equal values the mean of their ranks', () => {
    // Ranks 4, 1.5, 1.5, 3 about 2.5, over the root of 15 / 12.
    const found = standardRanks([9, 1, 1, 5]).map((rank) => rank * Math.sqrt(15 / 12) + 2.5);
    [4, 1.5, 1.5, 3].forEach((rank, at) => {
      expect(found[at]).toBeCloseTo(rank, 12);
    });
  });

  test('has mean 0, and variance 1 without ties or less with them', () => {
    const integers = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(integers, { minLength: 2, maxLength: 40 }), (values) => {
        const ranks = standardRanks(values);
        const squares = ranks.reduce((sum, rank) => sum + rank * rank, 0) / ranks.length;
        expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(0, 9);
        if (new Set(values).size === values.length) expect(squares).toBeCloseTo(1, 9);
        else expect(squares).toBeLessThan(1);
      }),
    );
  });
});
