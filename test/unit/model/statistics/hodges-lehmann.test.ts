import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hodgesLehmann,
  hodgesLehmannShift,
} from '../../../../src/model/statistics/hodges-lehmann.ts';

/** Whole numbers, so that sums and halves are exact. */
const whole = fc.integer({ min: -1000, max: 1000 });
const few = fc.array(whole, { minLength: 1, maxLength: 25 });

describe('hodgesLehmann', () => {
  test('gives the median of the means of all pairs', () => {
    // Means: 1, 1.5, 4.5, 2, 5, 8.
    expect(hodgesLehmann([1, 2, 8])).toEqual({ value: 3.25, count: 3 });
  });

  test('is the smallest to the largest of 6 values, and has no interval below', () => {
    expect(hodgesLehmann([3, 1, 6, 2, 5, 4])).toEqual({ value: 3.5, low: 1, high: 6, count: 6 });
    expect(hodgesLehmann([3, 1, 2, 5, 4])).toEqual({ value: 3, count: 5 });
    expect(hodgesLehmann([])).toBeUndefined();
  });

  test('takes a thousand values, and holds their centre', () => {
    const values = Array.from({ length: 1000 }, (_, at) => ((at * 7919) % 1000) / 1000);
    const { value = NaN, low = NaN, high = NaN } = hodgesLehmann(values) ?? {};
    expect(value).toBeCloseTo(0.4995, 9);
    // 1.96 standard deviations of a uniform distribution, of 0.289, over the root of 1000.
    expect(high - low).toBeCloseTo(2 * 0.0179, 2);
    expect(low + high).toBeCloseTo(2 * value, 9);
  });

  test('does not depend on the order, and goes along with shift, scale and sign', () => {
    fc.assert(
      fc.property(few, whole, fc.constantFrom(0.5, 2, 8), (values, shift, scale) => {
        const found = hodgesLehmann(values);
        expect(hodgesLehmann(values.toReversed())).toEqual(found);
        const moved = hodgesLehmann(values.map((value) => value * scale + shift));
        expect(moved?.value).toBe((found?.value ?? NaN) * scale + shift);
        const turned = hodgesLehmann(values.map((value) => -value));
        expect(turned?.value).toBeCloseTo(-(found?.value ?? NaN), 12);
        if (found?.low === undefined || found.high === undefined) return;
        expect(moved?.low).toBe(found.low * scale + shift);
        expect(moved?.high).toBe(found.high * scale + shift);
        expect(turned?.low).toBeCloseTo(-found.high, 12);
        expect(turned?.high).toBeCloseTo(-found.low, 12);
      }),
    );
  });

  test('lies within its interval, and that within the values', () => {
    fc.assert(
      fc.property(fc.array(whole, { minLength: 6, maxLength: 25 }), (values) => {
        const { value = NaN, low = NaN, high = NaN } = hodgesLehmann(values) ?? {};
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });
});

describe('hodgesLehmannShift', () => {
  test('gives the median of the differences, right minus left', () => {
    // Differences: 9, 19, 8, 18.
    expect(hodgesLehmannShift([1, 2], [10, 20])).toEqual({ value: 13.5, count: 4 });
  });

  test('has no interval for 3 against 3, and one for 4 against 4', () => {
    expect(hodgesLehmannShift([1, 2, 3], [4, 5, 6])).toEqual({ value: 3, count: 6 });
    expect(hodgesLehmannShift([1, 2, 3, 4], [5, 6, 7, 8])).toEqual({
      ...{ value: 4, low: 1, high: 7, count: 8 },
    });
  });

  test('gives nothing where a side has no values', () => {
    expect(hodgesLehmannShift([], [1])).toBeUndefined();
    expect(hodgesLehmannShift([1], [])).toBeUndefined();
  });

  test('turns its sign with its sides, and goes along with a shift of one of them', () => {
    fc.assert(
      fc.property(few, few, whole, (left, right, shift) => {
        const found = hodgesLehmannShift(left, right);
        const turned = hodgesLehmannShift(right, left);
        expect(turned?.value).toBeCloseTo(-(found?.value ?? NaN), 12);
        const moved = hodgesLehmannShift(
          left,
          right.map((value) => value + shift),
        );
        expect(moved?.value).toBe((found?.value ?? NaN) + shift);
        if (found?.low === undefined || found.high === undefined) return;
        expect(found.low).toBeLessThanOrEqual(found.value);
        expect(found.high).toBeGreaterThanOrEqual(found.value);
        expect(turned?.low).toBeCloseTo(-found.high, 12);
        expect(moved?.high).toBe(found.high + shift);
      }),
    );
  });
});
