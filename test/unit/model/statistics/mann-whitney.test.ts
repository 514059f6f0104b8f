import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mannWhitneyInterval,
  mannWhitneyProbabilities,
} from '../../../../src/model/statistics/mann-whitney.ts';

/** How often each number of pairs comes in one order, over all ways to take places. */
const countPairs = (left: number, right: number): readonly number[] => {
  const counts = Array<number>(left * right + 1).fill(0);
  for (let places = 0; places < 2 ** (left + right); places += 1) {
    let [taken, pairs] = [0, 0];
    for (let place = 0; place < left + right; place += 1)
      if ((places >> place) & 1) taken += 1;
      else pairs += taken;
    if (taken === left) counts[pairs] = (counts[pairs] ?? 0) + 1;
  }
  return counts;
};

describe('mannWhitneyProbabilities', () => {
  test('agree with all ways to take places, one by one', () => {
    for (const [left, right] of [
      [1, 1],
      [2, 5],
      [5, 2],
      [4, 4],
      [6, 7],
    ] as const) {
      const counts = countPairs(left, right);
      const all = counts.reduce((sum, each) => sum + each, 0);
      const found = mannWhitneyProbabilities(left, right);
      expect(found).toHaveLength(left * right + 1);
      counts.forEach((count, at) => {
        expect(found[at], `${left} against ${right}, ${at}`).toBeCloseTo(count / all, 12);
      });
    }
  });

  test('sum to 1, are symmetric, and do not depend on which side is which', () => {
    const size = fc.integer({ min: 1, max: 25 });
    fc.assert(
      fc.property(size, size, (left, right) => {
        const found = mannWhitneyProbabilities(left, right);
        expect(found.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
        expect(mannWhitneyProbabilities(right, left)).toEqual(found);
        found.forEach((each, at) => {
          expect(each).toBeCloseTo(found[left * right - at] ?? NaN, 12);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('mannWhitneyInterval', () => {
  test('does not exist for 3 against 3 and 2 against 7', () => {
    expect(mannWhitneyInterval(3, 3)).toBeUndefined();
    expect(mannWhitneyInterval(2, 7)).toBeUndefined();
  });

  test('is all differences of 4 against 4, and of 2 against 8', () => {
    expect(mannWhitneyInterval(4, 4)?.rank).toBe(1);
    expect(mannWhitneyInterval(4, 4)?.coverage).toBeCloseTo(1 - 2 / 70, 12);
    expect(mannWhitneyInterval(2, 8)?.rank).toBe(1);
  });

  test('is no narrower by approximation than it was counted, where sides are unequal', () => {
    for (const few of [1, 2, 3, 5]) {
      const most = Math.floor(2500 / few);
      const [counted, approximate] = [most, most + 1].map((many) => mannWhitneyInterval(few, many));
      expect(approximate?.rank ?? 0).toBeLessThanOrEqual((counted?.rank ?? 0) + 1);
    }
  });

  test('meets the normal approximation for 50 against 50', () => {
    const [counted, approximate] = [50, 51].map((right) => mannWhitneyInterval(50, right));
    expect(counted?.coverage).not.toBe(0.95);
    expect(approximate?.coverage).toBe(0.95);
    const share = (rank: number | undefined, right: number): number => (rank ?? NaN) / (50 * right);
    expect(share(counted?.rank, 50)).toBeCloseTo(share(approximate?.rank, 51), 2);
  });
});
