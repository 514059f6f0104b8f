import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeline } from '../../../../src/drivers/scope/timeline.ts';

interface Stretch {
  readonly from: number;
  readonly to: number;
}

const merge = (earlier: Stretch, later: Stretch): Stretch => ({ from: earlier.from, to: later.to });

const partsOf = (count: number, most: number): readonly Stretch[] => {
  const timeline = createTimeline(merge, most);
  for (let at = 0; at < count; at += 1) timeline.add({ from: at, to: at });
  return timeline.parts();
};

describe('a timeline', () => {
  it('keeps everything as long as that is little', () => {
    expect(partsOf(0, 4)).toEqual([]);
    expect(partsOf(3, 4).map(({ from }) => from)).toEqual([0, 1, 2]);
  });

  it('joins neighbours where it becomes too much, and goes on in larger parts', () => {
    const ends = (count: number) => partsOf(count, 4).map(({ to }) => to);
    expect(ends(4)).toEqual([1, 3]);
    expect(ends(5)).toEqual([1, 3, 4]);
    expect(ends(6)).toEqual([1, 3, 5]);
    expect(ends(8)).toEqual([3, 7]);
  });

  it('covers all of the time in order, in few parts of which none is longer than twice the average', () => {
    const half = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.nat({ max: 2000 }), half, (count, halfOfMost) => {
        const parts = partsOf(count, 2 * halfOfMost);
        expect(parts.length).toBeLessThanOrEqual(2 * halfOfMost);
        expect(parts[0]?.from ?? 0).toBe(0);
        expect(parts.at(-1)?.to ?? count - 1).toBe(count - 1);
        for (const [at, { from, to }] of parts.entries()) {
          if (at > 0) expect(from).toBe((parts[at - 1]?.to ?? NaN) + 1);
          expect(to - from + 1).toBeLessThanOrEqual(Math.max(1, (2 * count) / halfOfMost));
        }
      }),
    );
  });
});
