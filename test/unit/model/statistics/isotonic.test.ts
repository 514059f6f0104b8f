import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isotonicFit } from '../../../../src/model/statistics/isotonic.ts';

const direction = fc.constantFrom('increasing' as const, 'decreasing' as const);
const weighted = fc
  .array(
    fc.tuple(
      fc.double({ min: -1000, max: 1000, noNaN: true }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
    ),
    { maxLength: 40 },
  )
  .map((pairs) => ({
    values: pairs.map(([value]) => value),
    weights: pairs.map(([, weight]) => weight),
  }));

describe('isotonicFit', () => {
  test('pools neighbours that are out of order', () => {
    expect(isotonicFit([1, 3, 2, 4], 'increasing')).toEqual([1, 2.5, 2.5, 4]);
    expect(isotonicFit([1, 3, 2, 4], 'decreasing')).toEqual([2.5, 2.5, 2.5, 2.5]);
  });

  test('pools by weight', () => {
    expect(isotonicFit([3, 0], 'increasing', [1, 2])).toEqual([1, 1]);
  });

  test('gives no values for none', () => {
    expect(isotonicFit([], 'increasing')).toEqual([]);
  });

  test('takes a missing weight and one that is not positive as bugs', () => {
    expect(() => isotonicFit([1, 2], 'increasing', [1])).toThrow('Internal error');
    expect(() => isotonicFit([1, 2], 'increasing', [1, 0])).toThrow('Internal error');
  });

  test('is monotone, and has the weighted mean of the values', () => {
    fc.assert(
      fc.property(weighted, direction, ({ values, weights }, towards) => {
        const fitted = isotonicFit(values, towards, weights);
        expect(fitted).toHaveLength(values.length);
        fitted.slice(1).forEach((value, at) => {
          const step = value - (fitted[at] ?? NaN);
          expect(towards === 'increasing' ? step : -step).toBeGreaterThanOrEqual(0);
        });
        const total = (all: readonly number[]): number =>
          all.reduce((sum, value, at) => sum + value * (weights[at] ?? NaN), 0);
        const all = weights.reduce((sum, weight) => sum + weight, 0);
        expect(total(fitted) / (all || 1)).toBeCloseTo(total(values) / (all || 1), 8);
      }),
    );
  });

  test('does not change what it has fitted, and keeps what is monotone to the last bit', () => {
    fc.assert(
      fc.property(weighted, direction, ({ values, weights }, towards) => {
        const fitted = isotonicFit(values, towards, weights);
        expect(isotonicFit(fitted, towards, weights)).toEqual(fitted);
      }),
    );
  });

  test('goes along with shift, and turns with the sign', () => {
    fc.assert(
      fc.property(weighted, ({ values, weights }) => {
        const fitted = isotonicFit(values, 'increasing', weights);
        const moved = isotonicFit(
          values.map((value) => 2 * value + 5),
          'increasing',
          weights,
        );
        moved.forEach((value, at) => {
          expect(value).toBeCloseTo(2 * (fitted[at] ?? NaN) + 5, 8);
        });
        const turned = isotonicFit(
          values.map((value) => -value),
          'decreasing',
          weights,
        );
        expect(turned.map((value) => 0 - value)).toEqual(fitted.map((value) => value + 0));
      }),
    );
  });
});
