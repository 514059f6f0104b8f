import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lagOneAutocorrelation } from '../../../../src/model/statistics/autocorrelation.ts';

const line = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('lagOneAutocorrelation', () => {
  test('is beyond the bound for a straight line of 9 values, with which it begins', () => {
    const { value = NaN, bound = NaN } = lagOneAutocorrelation(line(9)) ?? {};
    expect(value).toBeCloseTo(40 / 60, 12);
    expect(bound).toBeCloseTo(1.96 / 3, 4);
    expect(value).toBeGreaterThan(bound);
    expect(lagOneAutocorrelation(line(8))).toBeUndefined();
  });

  test('is beyond the bound for one step of 9 values', () => {
    const { value = NaN, bound = NaN } = lagOneAutocorrelation([0, 0, 0, 0, 0, 1, 1, 1, 1]) ?? {};
    expect(value).toBeGreaterThan(bound);
  });

  test('is negative for values that alternate', () => {
    const { value = NaN, bound = NaN } = lagOneAutocorrelation(line(12).map((at) => at % 2)) ?? {};
    expect(value).toBeCloseTo(-11 / 12, 12);
    expect(-value).toBeGreaterThan(bound);
  });

  test('gives nothing for equal values', () => {
    expect(lagOneAutocorrelation(Array<number>(10).fill(0.1))).toBeUndefined();
  });

  test('is from -1 to 1, and moves with neither shift nor scale nor direction', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 9, maxLength: 40 }),
        (values) => {
          const found = lagOneAutocorrelation(values);
          fc.pre(found !== undefined);
          expect(Math.abs(found.value)).toBeLessThanOrEqual(1);
          for (const changed of [values.map((value) => 3 - 2 * value), values.toReversed()])
            expect(lagOneAutocorrelation(changed)?.value).toBeCloseTo(found.value, 9);
        },
      ),
    );
  });
});
