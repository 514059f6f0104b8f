import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitQuantile } from '../../src/model/tier/wait-histogram.ts';
import {
  fine,
  makePagerRig,
  weightsBytes,
  weightsUnits,
  type PagerRig,
  type TierRun,
  type TierSetting,
} from '../support/pager-rig.ts';

let rig: PagerRig;
beforeAll(async () => {
  rig = await makePagerRig(['pager-probe']);
});
afterAll(() => rig[Symbol.asyncDispose]());

const probe = async (command: readonly string[], tier: TierSetting): Promise<TierRun> => {
  const run = await rig.run(['pager-probe', ...command], tier);
  expect(run.ended).toMatchObject(fine);
  expect(run.ended.stdout).toMatch(/^wrong 0 /);
  expect(run.counters.problems).toEqual([]);
  return run;
};

describe('stalls of the tier', () => {
  it('lengthen waits, and are counted apart', async () => {
    for (const random of [0, 1]) {
      const { counters } = await probe(['units', String(weightsUnits)], {
        BANDWIDTH: 1e9,
        STALL_EVERY_NS: 2e6,
        STALL_FOR_NS: 1e6,
        STALL_RANDOM: random,
      });
      const { waitNs, stalledNs, linkBusyNs, ownNs } = counters.tally;
      expect(linkBusyNs).toBe(weightsBytes);
      // 12 ms of transfers meet six stalls or more of 1 ms, unless the thread is away in all of them.
      expect(stalledNs).toBeGreaterThan(0);
      // One thread waits for what the link does, and for what it was credited, but never in both ways.
      expect(waitNs - stalledNs).toBeLessThanOrEqual(linkBusyNs + ownNs);
    }
  });

  it('are met by touches of a tier that is otherwise immediate', async () => {
    const { counters } = await probe(['random', '1', '3000'], {
      STALL_EVERY_NS: 400_000,
      STALL_FOR_NS: 200_000,
    });
    const { waits, waitNs, stalledNs, ownNs } = counters.tally;
    expect(stalledNs).toBeGreaterThan(0);
    expect(stalledNs).toBeLessThanOrEqual(waits * 200_000);
    // A touch that is credited with own time may be set before the last one, and then waits for that.
    expect(waitNs - stalledNs).toBeLessThanOrEqual(ownNs);
  });
});

describe('resident units of the tier', () => {
  it('never fault when all are', async () => {
    const { counters } = await probe(['read', '2', '1'], { RESIDENCY_PPM: 1_000_000 });
    expect(counters.residentBytes).toBe(weightsBytes);
    expect(counters.tally.faults).toBe(0);
  });

  it('are the first ones where layers stay, and never fault', async () => {
    const layers = { RESIDENCY_PPM: 500_000, PLACEMENT: 'layers' };
    const first = await probe(['units', String(Math.floor(weightsUnits / 2))], layers);
    expect(first.counters.tally.faults).toBe(0);
    const all = await probe(['read', '1', '1'], layers);
    expect(all.counters.tally.unitsFetched).toBe(Math.ceil(weightsUnits / 2));
  });

  it('leave exactly the rest to be fetched, wherever they are placed', async () => {
    for (const placement of ['even', 'layers'])
      for (const share of [100_000, 333_333, 900_000]) {
        const { counters } = await probe(['read', '1', '1'], {
          RESIDENCY_PPM: share,
          PLACEMENT: placement,
        });
        const { residentBytes, tally } = counters;
        expect(Math.abs(residentBytes - (weightsBytes * share) / 1e6)).toBeLessThan(2);
        expect(tally.bytesFetched).toBe(weightsBytes - residentBytes);
        expect(tally.faults).toBe(tally.unitsFetched);
      }
  });
});

describe('latencies of the tier', () => {
  it('have the median that was asked for, by the real clock', async () => {
    const { counters } = await probe(['random', '1', '2000'], {
      BUFFER_UNITS: 8,
      LATENCY: '500000:100000,990000:400000',
      SEED: 7,
    });
    const waited = waitQuantile(counters.waitCounts, 0.45);
    expect(counters.tally.waits).toBeGreaterThan(1500);
    // What a fault costs is taken off the wait; the histogram's buckets are an eighth of their wait wide.
    expect(waited).toBeGreaterThan(75_000);
    expect(waited).toBeLessThan(125_000);
  });

  it('are drawn alike with the same seed, and otherwise with another', async () => {
    const waitOf = async (seed: number): Promise<number> => {
      const { counters } = await probe(['units', '100'], {
        LATENCY: '500000:20000,990000:400000',
        SEED: seed,
      });
      return counters.tally.waitNs + counters.tally.ownNs;
    };
    // The model's own draws are compared with TypeScript's to the nanosecond elsewhere.
    expect(await waitOf(1)).not.toBe(await waitOf(2));
  });
});

describe("the pager's own time", () => {
  it('is no more than the program took, where waits are too short to absorb what it owes', async () => {
    const began = performance.now();
    // A transfer takes 66 ns and a fault microseconds: what is owed grows up to its limit.
    const { counters } = await probe(['read', '1', '100'], { BANDWIDTH: 1e12 });
    const wallNs = (performance.now() - began) * 1e6;
    const { waits, ownNs } = counters.tally;
    expect(waits).toBe(100 * weightsUnits);
    expect(ownNs).toBeGreaterThan(0);
    expect(ownNs).toBeLessThanOrEqual(wallNs);
  });
});
