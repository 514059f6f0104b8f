import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partitionByMean } from '../../../../src/model/statistics/optimal-partition.ts';

/** What a partition costs beside the others. */
const costOf = (values: readonly number[], starts: readonly number[], penalty: number): number =>
  starts.reduce(
    (sum, start, at) => {
      const part = values.slice(start, starts[at + 1]);
      const mean = part.reduce((total, value) => total + value, 0) / part.length;
      return part.reduce((total, value) => total + (value - mean) ** 2, sum);
    },
    penalty * (starts.length - 1),
  );

/** All ways to start segments of at least so many values, with nothing pruned. */
const everyPartition = (count: number, shortest: number, from = 0): readonly number[][] => {
  const all = [[from]];
  for (let next = from + shortest; next + shortest <= count; next += 1)
    for (const rest of everyPartition(count, shortest, next)) all.push([from, ...rest]);
  return all;
};

describe('partitionByMean', () => {
  test('starts a segment at each step', () => {
    expect(partitionByMean([0, 0, 0, 5, 5, 5, 1, 1, 1], 1, 3)).toEqual([0, 3, 6]);
  });

  test('keeps segments as long as asked', () => {
    expect(partitionByMean([0, 0, 0, 9, 9, 0, 0, 0], 1, 4)).toEqual([0]);
  });

  test('leaves values whole that are too few for two segments', () => {
    expect(partitionByMean([0, 9], 0.1, 2)).toEqual([0]);
    expect(partitionByMean([5], 0.1, 2)).toEqual([0]);
  });

  test('costs no more than any other partition', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 16 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (values, penalty, shortest) => {
          const found = partitionByMean(values, penalty, shortest);
          const least = Math.min(
            ...everyPartition(values.length, shortest).map((starts) =>
              costOf(values, starts, penalty),
            ),
          );
          expect(costOf(values, found, penalty)).toBeCloseTo(least, 9);
        },
      ),
    );
  });
});
