import { describe, expect, test } from 'vitest';
import { medianRanks } from '../../../../src/model/statistics/median-interval.ts';

describe('medianRanks', () => {
  test('gives the published ranks at 95 %', () => {
    const published = [
      [6, 1, 6],
      [8, 1, 7],
      [10, 2, 9],
      [12, 3, 10],
      [15, 4, 12],
      [20, 6, 15],
      [30, 10, 21],
    ] as const;
    for (const [count, low, high] of published)
      expect(medianRanks(count), `${count} values`).toMatchObject({ low, high });
  });

  test('gives the exact coverage', () => {
    expect(medianRanks(6)?.coverage).toBeCloseTo(0.96875, 12);
    expect(medianRanks(10)?.coverage).toBeCloseTo(0.978515625, 12);
    expect(medianRanks(20)?.coverage).toBeCloseTo(0.958610534, 8);
  });

  test('has no 95 % interval below 6 values', () => {
    for (const count of [0, 1, 2, 3, 4, 5]) expect(medianRanks(count)).toBeUndefined();
  });

  test('covers at least what was asked for any number of values', () => {
    for (let count = 6; count <= 200; count += 1)
      expect(medianRanks(count)?.coverage).toBeGreaterThanOrEqual(0.95);
  });

  test('finds an interval of five values at a lower confidence', () => {
    expect(medianRanks(5, 0.9)).toMatchObject({ low: 1, high: 5 });
  });
});
