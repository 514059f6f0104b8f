import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectRank } from '../../../../src/model/statistics/select-rank.ts';

describe('selectRank', () => {
  it('gives the value that has the rank in order, and keeps all values', () => {
    const few = fc.integer({ min: 0, max: 5 });
    const values = fc.oneof(
      fc.array(fc.double({ noNaN: true }).map((each) => each + 0)),
      fc.array(few),
    );
    fc.assert(
      fc.property(values, fc.array(fc.nat(20)), (given, ranks) => {
        const sorted = Float64Array.from(given).sort();
        const reordered = Float64Array.from(given);
        for (const rank of ranks)
          expect(selectRank(reordered, rank)).toBe(sorted[rank] ?? Number.NaN);
        expect(reordered.sort()).toEqual(sorted);
      }),
    );
  });

  it.each([
    ['in order', (at: number) => at],
    ['in reverse order', (at: number) => -at],
    ['all alike', () => 1],
    ['of two kinds', (at: number) => at % 2],
    ['rising and falling', (at: number) => Math.min(at, 100_000 - at)],
  ])('takes little time for values %s', (_, valueAt) => {
    const values = Float64Array.from({ length: 100_000 }, (_each, at) => valueAt(at));
    const sorted = values.toSorted();
    expect(selectRank(values, 50_000)).toBe(sorted[50_000]);
  });
});
