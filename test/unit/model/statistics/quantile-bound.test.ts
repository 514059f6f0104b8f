import { describe, expect, test } from 'vitest';
import { binomialCdf } from '../../../../src/model/statistics/binomial.ts';
import { quantileBoundRank } from '../../../../src/model/statistics/quantile-bound.ts';

describe('quantileBoundRank', () => {
  test('needs 299 values for the 99th percentile at 95 %, and is the largest then', () => {
    expect(quantileBoundRank(298, 0.99)).toBeUndefined();
    expect(quantileBoundRank(299, 0.99)).toBe(299);
  });

  test('steps down from the largest value as values are added', () => {
    // 1 - 0.99^n - n 0.01 0.99^(n-1) reaches 95 % at n = 473.
    expect(quantileBoundRank(472, 0.99)).toBe(472);
    expect(quantileBoundRank(473, 0.99)).toBe(472);
  });

  test('is the smallest rank with the confidence asked for', () => {
    for (const count of [300, 1000, 5000, 20_000]) {
      const above = count - (quantileBoundRank(count, 0.99) ?? NaN);
      expect(binomialCdf(above, count, 0.01)).toBeLessThanOrEqual(0.05);
      expect(binomialCdf(above + 1, count, 0.01)).toBeGreaterThan(0.05);
    }
  });

  test('gives nothing for no values', () => {
    expect(quantileBoundRank(0, 0.5)).toBeUndefined();
  });
});
