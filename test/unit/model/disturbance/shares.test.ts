import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disturbanceOf, disturbanceShares } from '../../../../src/model/disturbance/shares.ts';
import { makeHostActivity } from '../../../support/factory.ts';

const bare = { wallNs: 4e9, cpus: 2 };

describe('what was taken from a run', () => {
  test('is a share of what it stands against', () => {
    const activity = makeHostActivity({
      ...{ wallNs: 2e9, cpus: 4, ranNs: 3e9, queuedNs: 1e9, stealNs: 0.4e9 },
      ...{ busyNs: 6e9, ownNs: 4e9, throttledNs: 0.5e9 },
    });
    expect(disturbanceShares(activity)).toEqual({
      runQueue: 0.25,
      steal: 0.05,
      others: 0.25,
      throttled: 0.25,
    });
  });

  test('is absent where the machine does not tell', () => {
    expect(disturbanceShares(bare)).toEqual({});
    expect(disturbanceShares({ ...bare, queuedNs: 5, busyNs: 5 })).toEqual({});
    expect(disturbanceShares({ ...bare, ranNs: 0, queuedNs: 0 })).toEqual({});
  });

  test('is never negative: ticks of one are no ticks of another', () => {
    expect(disturbanceShares({ ...bare, busyNs: 1e9, ownNs: 1.2e9 })).toEqual({ others: 0 });
  });

  test('by quotas can exceed the run, whose processors they hold at the same time', () => {
    expect(disturbanceShares({ ...bare, throttledNs: 8e9 })).toEqual({ throttled: 2 });
  });

  test('as one number ranks runs, those of which nothing is known last', () => {
    expect(disturbanceOf(makeHostActivity({ queuedNs: 2e9 }))).toBeGreaterThan(
      disturbanceOf(makeHostActivity({ queuedNs: 1e9 })),
    );
    expect(disturbanceOf(bare)).toBe(Infinity);
    expect(disturbanceOf(undefined)).toBe(Infinity);
  });

  test('lies from 0 to 1 for everything but quotas', () => {
    const ns = fc.integer({ min: 0, max: 8e9 });
    fc.assert(
      fc.property(ns, ns, ns, ns, ns, (ranNs, queuedNs, busyNs, ownNs, stealNs) => {
        const shares = disturbanceShares({ ...bare, ranNs, queuedNs, busyNs, ownNs, stealNs });
        for (const share of [shares.runQueue ?? 0, shares.others ?? 0, shares.steal ?? 0]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
