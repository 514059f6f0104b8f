import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spreadLabels } from '../../../../src/report/figures/spread-labels.ts';

describe('labels beside one another', () => {
  test('stay where they are wanted when there is room', () => {
    expect(spreadLabels([100, 0, 50], 13, 360)).toEqual([100, 0, 50]);
  });

  test('move apart around the middle of where they are wanted', () => {
    expect(spreadLabels([100, 100], 10, 360)).toEqual([95, 105]);
    expect(spreadLabels([100, 102, 200], 10, 360)).toEqual([96, 106, 200]);
  });

  test('push those that they come to touch', () => {
    expect(spreadLabels([100, 100, 110], 10, 360)).toEqual([
      93.33333333333333, 103.33333333333333, 113.33333333333333,
    ]);
  });

  test('stay within the line', () => {
    expect(spreadLabels([0, 0, 360], 10, 360)).toEqual([0, 10, 360]);
    expect(spreadLabels([360, 360], 10, 360)).toEqual([350, 360]);
  });

  test('are never nearer to one another than the gap, nor out of order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 360, noNaN: true }), { minLength: 1, maxLength: 12 }),
        (wanted) => {
          const places = spreadLabels(wanted, 13, 360);
          const sorted = places.toSorted((left, right) => left - right);
          for (const [at, place] of sorted.entries()) {
            expect(place).toBeGreaterThanOrEqual(0);
            expect(place).toBeLessThanOrEqual(360.001);
            if (at > 0) expect(place - (sorted[at - 1] ?? 0)).toBeGreaterThan(12.999);
          }
          for (const [one, place] of places.entries())
            for (const [other, beside] of places.entries())
              if ((wanted[one] ?? 0) < (wanted[other] ?? 0)) expect(place).toBeLessThan(beside);
        },
      ),
    );
  });
});
