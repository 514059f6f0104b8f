import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crossingRange, type BandPoint } from '../../../../src/model/requirement/band-crossing.ts';
import { crossingOf } from '../../../../src/model/requirement/crossing.ts';

const band = (at: (x: number) => number, width: number): readonly BandPoint[] =>
  [1, 2, 4, 8, 16].map((x) => ({ x, low: at(x) - width, high: at(x) + width }));

describe('the place at which a curve crosses a target', () => {
  const knots = [1, 2, 3].map((x) => ({ x, y: 10 * x }));

  test('lies on the chord', () => {
    expect(crossingOf(knots, 25)).toEqual({ x: 2.5, at: 2 });
  });

  test('is the last that keeps to the target on a flat stretch', () => {
    const flat = [...knots.slice(0, 2), { x: 3, y: 20 }, { x: 4, y: 40 }];
    expect(crossingOf(flat, 20)).toEqual({ x: 3, at: 3 });
  });

  test('does not exist before the first knot or beyond the last', () => {
    expect(crossingOf(knots, 5)).toBeUndefined();
    expect(crossingOf(knots, 35)).toBeUndefined();
    expect(crossingOf([], 5)).toBeUndefined();
  });
});

describe('the range in which a band crosses a target', () => {
  test('holds every convex curve within the band', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 15, noNaN: true }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        (bend, slope, place, width) => {
          const at = (x: number): number => 1 + slope * Math.max(0, x - bend);
          const target = 1 + place * slope * (16 - bend);
          const truth = bend + (target - 1) / slope;
          const { mild = -Infinity, severe = Infinity } = crossingRange(
            band(at, width),
            target,
            'convex',
          );
          expect(mild).toBeLessThanOrEqual(truth + 1e-9);
          expect(severe).toBeGreaterThanOrEqual(truth - 1e-9);
        },
      ),
    );
  });

  test('holds curves that bend either way where the direction is not known', () => {
    for (const power of [0.3, 0.5, 1, 2, 3])
      for (const truth of [1.5, 3, 5, 7, 10]) {
        const at = (x: number): number => x ** power;
        const { mild = -Infinity, severe = Infinity } = crossingRange(
          band(at, 0),
          at(truth),
          'one-way',
        );
        expect(mild).toBeLessThanOrEqual(truth + 1e-9);
        expect(severe).toBeGreaterThanOrEqual(truth - 1e-9);
      }
  });

  test('is the bracket of levels for a curve that only rises', () => {
    const points = band((x) => x, 0.1);
    expect(crossingRange(points, 5, 'monotone')).toEqual({ mild: 4, severe: 8 });
  });

  test('narrows with what is known', () => {
    const points = band((x) => x, 0.01);
    const width = (shape: 'convex' | 'one-way' | 'monotone'): number => {
      const { mild = NaN, severe = NaN } = crossingRange(points, 5, shape);
      return severe - mild;
    };
    expect(width('convex')).toBeLessThanOrEqual(width('one-way'));
    expect(width('one-way')).toBeLessThan(width('monotone'));
  });

  test('is open where the band does not cross', () => {
    expect(
      crossingRange(
        band((x) => x, 3),
        2.5,
        'convex',
      ),
    ).not.toHaveProperty('mild');
    expect(
      crossingRange(
        band((x) => x, 3),
        14,
        'convex',
      ),
    ).not.toHaveProperty('severe');
  });
});
