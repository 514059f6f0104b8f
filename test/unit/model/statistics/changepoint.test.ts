import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findChangepoints } from '../../../../src/model/statistics/changepoint.ts';

/** Values around a level that do not hang together. */
const around = (level: number, count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, at) => level + (((at + seed) * 7919) % 101) / 101);

describe('findChangepoints', () => {
  test('finds the states of a machine, and the middle of each', () => {
    const values = [...around(50, 12, 1), ...around(40, 8, 2), ...around(50, 10, 3)];
    const segments = findChangepoints(values);
    expect(segments.map(({ start, end }) => [start, end])).toEqual([
      [0, 12],
      [12, 20],
      [20, 30],
    ]);
    expect(segments.map(({ centre }) => Math.floor(centre))).toEqual([50, 40, 50]);
  });

  test('finds two states of 6 values each, the fewest that can be told', () => {
    const values = [...around(10, 6, 1), ...around(12, 6, 2)];
    expect(findChangepoints(values)).toHaveLength(2);
    expect(findChangepoints(values.slice(1))).toHaveLength(1);
  });

  test('takes slow values here and there as no change, however slow', () => {
    const values = around(50, 24, 1).map((value, at) => (at % 9 === 4 ? value / 100 : value));
    expect(findChangepoints(values)).toHaveLength(1);
  });

  test('leaves equal values whole', () => {
    expect(findChangepoints(Array<number>(20).fill(3))).toEqual([{ start: 0, end: 20, centre: 3 }]);
  });

  test('gives no segments for no values, and one for a few', () => {
    expect(findChangepoints([])).toEqual([]);
    expect(findChangepoints([7])).toEqual([{ start: 0, end: 1, centre: 7 }]);
    expect(findChangepoints([1, 2, 9])).toEqual([{ start: 0, end: 3, centre: 2 }]);
  });

  test('keeps segments as long as asked', () => {
    const values = [...around(10, 8, 1), ...around(12, 30, 2)];
    expect(findChangepoints(values).map(({ start }) => start)).toEqual([0, 8]);
    for (const { start, end } of findChangepoints(values, 10))
      expect(end - start).toBeGreaterThanOrEqual(10);
  });

  test('covers the series in order, by segments of at least 6 values', () => {
    const value = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 6, maxLength: 80 }), (values) => {
        const segments = findChangepoints(values);
        expect(segments[0]?.start).toBe(0);
        expect(segments.at(-1)?.end).toBe(values.length);
        segments.forEach(({ start, end }, at) => {
          expect(end - start).toBeGreaterThanOrEqual(6);
          if (at > 0) expect(start).toBe(segments[at - 1]?.end);
        });
      }),
    );
  });

  test('does not change with any scale that keeps the order of values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 12, maxLength: 60 }),
        (values) => {
          const starts = (of: readonly number[]): readonly number[] =>
            findChangepoints(of).map(({ start }) => start);
          expect(starts(values.map((value) => 3 * value + 7))).toEqual(starts(values));
          expect(starts(values.map((value) => value ** 3))).toEqual(starts(values));
        },
      ),
    );
  });
});
