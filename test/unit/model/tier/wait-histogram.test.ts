import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  waitBucketEdge,
  waitBuckets,
  waitQuantile,
} from '../../../../src/model/tier/wait-histogram.ts';

const counts = fc.array(fc.nat({ max: 1e6 }), { minLength: waitBuckets, maxLength: waitBuckets });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the buckets of waits', () => {
  it('begin at 256 ns, double every 8, and end above 4 s', () => {
    expect([0, 1, 7, 8, 9, 16].map(waitBucketEdge)).toEqual([256, 288, 480, 512, 576, 1024]);
    expect(waitBucketEdge(waitBuckets - 1)).toBe(15 * 2 ** 28);
  });

  it('are at most an eighth of their wait wide', () => {
    for (let bucket = 0; bucket < waitBuckets; bucket += 1) {
      const edge = waitBucketEdge(bucket);
      expect(waitBucketEdge(bucket + 1) - edge).toBeLessThanOrEqual(edge / 8);
      expect(waitBucketEdge(bucket + 1)).toBeGreaterThan(edge);
    }
  });
});

describe('a quantile of waits', () => {
  it('is nothing without waits', () => {
    expect(waitQuantile(new Array<number>(waitBuckets).fill(0), 0.5)).toBeUndefined();
  });

  it('lies in the bucket that the share of waits ends in', () => {
    const only = (bucket: number, at: number): number | undefined =>
      waitQuantile(
        Array.from({ length: waitBuckets }, (_, each) => (each === bucket ? 10 : 0)),
        at,
      );
    expect([0, 0.5, 1].map((at) => only(8, at))).toEqual([512, 544, 576]);
    expect([0, 1].map((at) => only(0, at))).toEqual([0, 288]);
    expect(only(waitBuckets - 1, 1)).toBe(2 ** 32);
  });

  it('never falls with the share', () => {
    fc.assert(
      fc.property(counts, share, share, (given, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [first, second] = [waitQuantile(given, low), waitQuantile(given, high)];
        fc.pre(first !== undefined && second !== undefined);
        expect(first).toBeLessThanOrEqual(second * (1 + 1e-12));
      }),
    );
  });
});
