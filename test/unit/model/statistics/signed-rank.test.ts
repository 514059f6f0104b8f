import { describe, expect, test } from 'vitest';
import { approximateRankInterval } from '../../../../src/model/statistics/rank-interval.ts';
import { signedRankInterval } from '../../../../src/model/statistics/signed-rank.ts';

/** How many of the 2^n choices of signs have each signed-rank sum. */
const countSums = (count: number): readonly number[] => {
  const sums = Array<number>((count * (count + 1)) / 2 + 1).fill(0);
  for (let signs = 0; signs < 2 ** count; signs += 1) {
    let sum = 0;
    for (let rank = 1; rank <= count; rank += 1) if ((signs >> (rank - 1)) & 1) sum += rank;
    sums[sum] = (sums[sum] ?? 0) + 1;
  }
  return sums;
};

describe('signedRankInterval', () => {
  test('agrees with all choices of signs, one by one', () => {
    for (let count = 6; count <= 14; count += 1) {
      const { rank, coverage } = signedRankInterval(count) ?? { rank: NaN, coverage: NaN };
      const sums = countSums(count);
      const missed = (ends: number): number =>
        (2 * sums.slice(0, ends).reduce((sum, each) => sum + each, 0)) / 2 ** count;
      expect(coverage, `${count} values`).toBeCloseTo(1 - missed(rank), 12);
      expect(missed(rank)).toBeLessThanOrEqual(0.05);
      expect(missed(rank + 1)).toBeGreaterThan(0.05);
    }
  });

  test('is all averages of 6 values, and nothing below', () => {
    expect(signedRankInterval(6)).toEqual({ rank: 1, coverage: 0.96875 });
    for (const count of [0, 1, 2, 3, 4, 5]) expect(signedRankInterval(count)).toBeUndefined();
  });

  test('meets the normal approximation where that takes over', () => {
    const count = 50;
    const pairs = (count * (count + 1)) / 2;
    const approximate = approximateRankInterval(pairs, (pairs * (2 * count + 1)) / 12)?.rank;
    expect(Math.abs((signedRankInterval(count)?.rank ?? NaN) - (approximate ?? NaN))).toBeLessThan(
      2,
    );
    expect(signedRankInterval(51)?.coverage).toBe(0.95);
  });
});
