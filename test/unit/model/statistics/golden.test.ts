import { describe, expect, test } from 'vitest';
import { lagOneAutocorrelation } from '../../../../src/model/statistics/autocorrelation.ts';
import type { Estimate } from '../../../../src/model/statistics/estimate.ts';
import {
  hodgesLehmann,
  hodgesLehmannShift,
} from '../../../../src/model/statistics/hodges-lehmann.ts';
import { isotonicFit } from '../../../../src/model/statistics/isotonic.ts';
import { medianRanks } from '../../../../src/model/statistics/median-interval.ts';
import { partitionByMean } from '../../../../src/model/statistics/optimal-partition.ts';
import { quantileBoundRank } from '../../../../src/model/statistics/quantile-bound.ts';
import { standardRanks } from '../../../../src/model/statistics/standard-ranks.ts';
import { theilSen } from '../../../../src/model/statistics/theil-sen.ts';
import golden from '../../../fixtures/statistics/golden.json' with { type: 'json' };

/** What is compared with SciPy may differ by rounding alone. */
const digits = 9;

const expectClose = (actual: number | undefined, expected: number | undefined, what: string) => {
  if (expected === undefined) expect(actual, what).toBeUndefined();
  else expect(actual, what).toBeCloseTo(expected, digits);
};

const expectEstimate = (
  actual: Estimate | undefined,
  expected: { value: number; low?: number; high?: number; count: number },
  what: string,
) => {
  expect(actual?.count, what).toBe(expected.count);
  expectClose(actual?.value, expected.value, `value of ${what}`);
  expectClose(actual?.low, expected.low, `lower end of ${what}`);
  expectClose(actual?.high, expected.high, `upper end of ${what}`);
};

const expectAll = (actual: readonly number[] | undefined, expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => {
    expectClose(actual?.[at], value, `value ${at}`);
  });
};

describe(`SciPy ${golden.scipy} and emulate agree on`, () => {
  test('the Hodges-Lehmann estimate and the interval by the signed-rank test', () => {
    for (const { values, expected } of golden.hodgesLehmann)
      expectEstimate(hodgesLehmann(values), expected, `${values.length} values`);
  });

  test('the Hodges-Lehmann shift and the interval by the Mann-Whitney test', () => {
    for (const { left, right, expected } of golden.hodgesLehmannShift)
      expectEstimate(
        hodgesLehmannShift(left, right),
        expected,
        `${left.length} against ${right.length}`,
      );
  });

  test("the Theil-Sen line and the interval of its slope by Kendall's test, with and without ties in x", () => {
    for (const { x, y, expected } of golden.theilSen) {
      const line = theilSen(x.map((each, at) => ({ x: each, y: y[at] ?? Number.NaN })));
      expectEstimate(line?.slope, expected.slope, `slope of ${x.length} points`);
      expectClose(line?.intercept, expected.intercept, `intercept of ${x.length} points`);
    }
  });

  test('the isotonic fit', () => {
    for (const { values, weights, direction, expected } of golden.isotonic)
      expectAll(
        isotonicFit(values, direction === 'increasing' ? direction : 'decreasing', weights),
        expected,
      );
  });

  test('the autocorrelation and its bound', () => {
    for (const { values, expected } of golden.autocorrelation) {
      const found = lagOneAutocorrelation(values);
      expectClose(found?.value, expected.value, 'autocorrelation');
      expectClose(found?.bound, expected.bound, 'bound');
    }
  });

  test('the narrowest ranks about a median, among all pairs, for 6 to 60 values', () => {
    expect(golden.medianRanks).toHaveLength(55);
    for (const { count, low, high, coverage } of golden.medianRanks) {
      expect(medianRanks(count)).toMatchObject({ low, high });
      expectClose(medianRanks(count)?.coverage, coverage, `coverage of ${count} values`);
    }
  });

  test('the order statistic above a quantile', () => {
    for (const { count, quantile, rank } of golden.quantileBound)
      expect(quantileBoundRank(count, quantile), `${count} values`).toBe(rank);
  });

  test('standardised ranks, with and without ties', () => {
    for (const { values, expected } of golden.standardRanks)
      expectAll(standardRanks(values), expected);
  });

  test('the best partition, which it finds among all starts', () => {
    for (const { values, penalty, shortest, expected } of golden.partition)
      expect(partitionByMean(values, penalty, shortest)).toEqual(expected);
  });
});
