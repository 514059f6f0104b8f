import { describe, expect, test } from 'vitest';
import {
  approximateRankInterval,
  exactRankInterval,
  normalQuantile,
} from '../../../../src/model/statistics/rank-interval.ts';

describe('exactRankInterval', () => {
  test('leaves out as many at either end as 2.5 % of probability allow', () => {
    const found = exactRankInterval(Float64Array.of(0.01, 0.01, 0.05, 0.86, 0.05, 0.01, 0.01));
    expect(found?.rank).toBe(2);
    expect(found?.coverage).toBeCloseTo(0.96, 12);
  });

  test('takes a tail of exactly 2.5 %', () => {
    // Chance 1/40 each, as for one value against 39.
    const found = exactRankInterval(new Float64Array(40).fill(1 / 40));
    expect(found?.rank).toBe(1);
    expect(found?.coverage).toBeCloseTo(0.95, 12);
  });

  test('gives nothing where the first probability is too large already', () => {
    expect(exactRankInterval(Float64Array.of(0.03, 0.94, 0.03))).toBeUndefined();
  });
});

describe('approximateRankInterval', () => {
  test('goes 1.96 standard deviations from the middle, with continuity correction', () => {
    expect(normalQuantile).toBeCloseTo(1.96, 3);
    expect(approximateRankInterval(1000, 2500)).toEqual({ rank: 402, coverage: 0.95 });
  });

  test('gives nothing where that is beyond the extremes', () => {
    expect(approximateRankInterval(10, 100)).toBeUndefined();
  });
});
