import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { theilSen } from '../../../../src/model/statistics/theil-sen.ts';

const at = (y: readonly number[]) => y.map((value, x) => ({ x, y: value }));
const whole = fc.integer({ min: -1000, max: 1000 });
const series = fc.array(whole, { minLength: 2, maxLength: 25 });

describe('theilSen', () => {
  test('finds a line that an outlier does not turn', () => {
    const line = theilSen(at([1, 3, 5, 100, 9, 11, 13]));
    expect(line?.slope.value).toBe(2);
    expect(line?.intercept).toBe(1);
    expect(line?.slope.count).toBe(7);
  });

  test('has the smallest and the largest slope as interval of 5 points, and none below', () => {
    // Slopes: 1, 2, 1, 2; 3, 1, 7/3; -1, 2; 5.
    expect(theilSen(at([0, 1, 4, 3, 8]))?.slope).toEqual({ value: 2, low: -1, high: 5, count: 5 });
    expect(theilSen(at([0, 1, 4, 3]))?.slope).toEqual({ value: 1, count: 4 });
  });

  test('gives nothing below two different x', () => {
    expect(theilSen([])).toBeUndefined();
    expect(theilSen([{ x: 1, y: 1 }])).toBeUndefined();
    expect(
      theilSen([
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ]),
    ).toBeUndefined();
  });

  test('does not depend on the order of the points', () => {
    fc.assert(
      fc.property(series, (y) => {
        const points = at(y);
        expect(theilSen(points.toReversed())).toEqual(theilSen(points));
      }),
    );
  });

  test('goes along with scale and slope, and does not move with shift', () => {
    fc.assert(
      fc.property(series, whole, whole, (y, shift, slope) => {
        const found = theilSen(at(y))?.slope;
        const changed = theilSen(at(y.map((value, x) => 2 * value + shift + slope * x)))?.slope;
        expect(changed?.value).toBeCloseTo(2 * (found?.value ?? NaN) + slope, 8);
        if (found?.low === undefined || found.high === undefined) return;
        expect(changed?.low).toBeCloseTo(2 * found.low + slope, 8);
        expect(changed?.high).toBeCloseTo(2 * found.high + slope, 8);
        expect(found.low).toBeLessThanOrEqual(found.value);
        expect(found.high).toBeGreaterThanOrEqual(found.value);
      }),
    );
  });
});
