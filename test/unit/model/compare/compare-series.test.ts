import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareSeries } from '../../../../src/model/compare/compare-series.ts';
import type { Series } from '../../../../src/model/compare/series.ts';
import { mannWhitneyInterval } from '../../../../src/model/statistics/mann-whitney.ts';

const series = (values: readonly number[], pairs?: readonly string[]): Series => ({
  point: { kind: 'grid', p: 64, n: 64 },
  metric: 'pp',
  measure: { kind: 'tokens-per-second' },
  values: values.map((value, at) => {
    const pair = pairs?.[at];
    return { value, ...(pair === undefined ? {} : { pair }) };
  }),
});

const labels = ['0', '1', '2', '3', '4', '5'];

describe('compareSeries', () => {
  test('gives median, least and greatest of both sides, and how far the medians are apart', () => {
    expect(compareSeries(series([20.21]), series([23.04, 12.05, 18.26]))).toEqual({
      point: { kind: 'grid', p: 64, n: 64 },
      metric: 'pp',
      measure: { kind: 'tokens-per-second' },
      a: { values: [20.21], range: { median: 20.21, min: 20.21, max: 20.21 } },
      b: { values: [23.04, 12.05, 18.26], range: { median: 18.26, min: 12.05, max: 23.04 } },
      delta: 18.26 / 20.21 - 1,
      miss: 'one-value',
    });
  });

  test('has nothing to say of a side without values', () => {
    const { delta, miss, a } = compareSeries(series([]), series([1, 2]));
    expect({ delta, miss, a }).toEqual({ delta: undefined, miss: 'no-value', a: { values: [] } });
  });

  test.each([
    [1, 1, 'one-value'],
    [1, 50, 'one-value'],
    [2, 7, 'too-few-values'],
    [3, 3, 'too-few-values'],
    [3, 4, 'too-few-values'],
    [2, 8, undefined],
    [3, 5, undefined],
    [4, 4, undefined],
  ])('with %i values against %i the interval is missing for: %s', (inA, inB, miss) => {
    const values = (count: number) => Array.from({ length: count }, (_, at) => 10 + at);
    const compared = compareSeries(series(values(inA)), series(values(inB)));
    expect(compared.miss).toBe(miss);
    expect(compared.unpaired === undefined).toBe(miss !== undefined);
    if (inA > 1) expect(mannWhitneyInterval(inA, inB) === undefined).toBe(miss !== undefined);
  });

  test('finds a common factor exactly', () => {
    const base = [10, 11, 12, 13, 14, 15];
    const { unpaired, delta } = compareSeries(
      series(base),
      series(base.map((value) => value * 0.8)),
    );
    expect(unpaired?.value).toBeCloseTo(0.8, 12);
    expect(delta).toBeCloseTo(-0.2, 12);
    expect(unpaired?.low).toBeLessThan(0.8);
    expect(unpaired?.high).toBeGreaterThan(0.8);
  });

  test('says the inverse when the sides are swapped', () => {
    const positive = fc.array(fc.double({ min: 0.01, max: 1000, noNaN: true }), {
      minLength: 4,
      maxLength: 9,
    });
    fc.assert(
      fc.property(positive, positive, (left, right) => {
        const there = compareSeries(series(left), series(right)).unpaired;
        const back = compareSeries(series(right), series(left)).unpaired;
        expect((there?.value ?? NaN) * (back?.value ?? NaN)).toBeCloseTo(1, 9);
        expect((there?.low ?? NaN) * (back?.high ?? NaN)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('takes the median of ratios of pairs, in whatever order they are', () => {
    const base = [10, 20, 30, 40, 50, 60];
    const factors = [0.9, 0.91, 0.92, 0.93, 0.94, 0.95];
    const other = base.map((value, at) => value * (factors[at] ?? 1)).toReversed();
    const { paired, unpaired, miss } = compareSeries(
      series(base, labels),
      series(other, labels.toReversed()),
    );
    expect(paired?.count).toBe(6);
    expect(paired?.value).toBeCloseTo(Math.sqrt(0.92 * 0.93), 12);
    expect(paired?.low).toBeCloseTo(0.9, 12);
    expect(paired?.high).toBeCloseTo(0.95, 12);
    expect(unpaired?.high).toBeGreaterThan(1);
    expect(miss).toBeUndefined();
  });

  test('leaves values without partner out of the pairs only', () => {
    const { paired, a } = compareSeries(
      series([10, 20, 30], ['0', '1', '2']),
      series([11, 22, 5], ['0', '1', '7']),
    );
    expect(paired?.value).toBeCloseTo(1.1, 12);
    expect(paired?.count).toBe(2);
    expect(paired?.low).toBeUndefined();
    expect(a.values).toEqual([10, 20, 30]);
  });

  test('does not take more differences than memory holds', () => {
    const many = Array.from({ length: 4000 }, (_, at) => 1 + at);
    expect(compareSeries(series(many), series(many)).miss).toBe('too-many-values');
  });
});
