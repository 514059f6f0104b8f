import fc from 'fast-check';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, test } from 'vitest';
import { estimateMedian, estimateRatio } from '../../../../src/model/statistics/estimate.ts';

describe('estimateMedian', () => {
  test('gives median, interval and number of values', () => {
    expect(estimateMedian([3, 1, 6, 2, 5, 4])).toEqual({ value: 3.5, low: 1, high: 6, count: 6 });
  });

  test('gives no interval below 6 values', () => {
    expect(estimateMedian([3, 1, 2])).toEqual({ value: 2, count: 3 });
  });

  test('gives nothing for no values', () => {
    expect(estimateMedian([])).toBeUndefined();
  });

  test('holds the true median of skewed values in at least 95 % of 20 000 trials', () => {
    const generator = xoroshiro128plus(20_260_301);
    const trials = 20_000;
    for (const count of [6, 8, 11]) {
      let held = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        const values = Array.from({ length: count }, () => -Math.log1p(-uniformFloat64(generator)));
        const { low = Infinity, high = -Infinity } = estimateMedian(values) ?? {};
        if (low <= Math.LN2 && Math.LN2 <= high) held += 1;
      }
      expect(held / trials, `${count} values`).toBeGreaterThanOrEqual(0.95);
    }
  });
});

describe('estimateRatio', () => {
  test('takes the median on logarithms', () => {
    expect(estimateRatio([0.25, 1])?.value).toBeCloseTo(0.5, 12);
  });

  test('gives the inverse for inverse ratios', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (ratios) => {
          const there = estimateRatio(ratios)?.value ?? NaN;
          const back = estimateRatio(ratios.map((ratio) => 1 / ratio))?.value ?? NaN;
          expect(there * back).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  test('keeps the estimate within its interval', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 6, maxLength: 30 }),
        (ratios) => {
          const estimate = estimateRatio(ratios);
          expect(estimate?.low).toBeLessThanOrEqual(estimate?.value ?? NaN);
          expect(estimate?.high).toBeGreaterThanOrEqual(estimate?.value ?? NaN);
        },
      ),
    );
  });
});
