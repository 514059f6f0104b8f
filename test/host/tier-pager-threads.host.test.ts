import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fine,
  makePagerRig,
  missingBytes,
  unitBytes,
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

/** Runs the probe, which must read nothing but what is in the file, and counts what it fetched. */
const read = async (command: readonly string[], tier: TierSetting): Promise<TierRun> => {
  const run = await rig.run(['pager-probe', ...command], tier);
  expect(run.ended).toMatchObject(fine);
  expect(run.ended.stdout).toMatch(/^wrong 0 /);
  expect(run.counters.problems).toEqual([]);
  const { unitsFetched, bytesFetched } = run.counters.tally;
  // Whole units, but for the file's last one.
  expect((unitsFetched * unitBytes - bytesFetched) % missingBytes).toBe(0);
  expect(run.counters.openUnitsMax).toBeLessThanOrEqual(run.counters.applied.bufferUnits);
  return run;
};

/** The process's own account of itself. */
const usage = ({ ended }: TierRun): { readonly cpuNs: number; readonly sleeps: number } => {
  const [, cpuUs = NaN, sleeps = NaN] =
    /cpu-us (\d+) sleeps (\d+)/.exec(ended.stdout)?.map(Number) ?? [];
  return { cpuNs: cpuUs * 1000, sleeps };
};

const halfMillisecond = '500000:500000';

describe('threads under the tier library', () => {
  it('read every byte right, with and without waits, prefetch and a larger buffer', async () => {
    for (const tier of [
      { BUFFER_UNITS: 8 },
      { BUFFER_UNITS: 12, PREFETCH_UNITS: 4 },
      { BUFFER_UNITS: 8, BANDWIDTH: 4e9 },
      { BUFFER_UNITS: 12, PREFETCH_UNITS: 4, BANDWIDTH: 4e9, LATENCY: '500000:50000' },
      { BUFFER_UNITS: 64, PREFETCH_UNITS: 4, LATENCY: '500000:50000,990000:400000', ACCESS: 8192 },
    ])
      await read(['read', '8', '1'], tier);
  });

  it('fetch a unit once when all of them touch it at the same moment', async () => {
    for (const latency of ['', '500000:50000']) {
      const { counters } = await read(['together', '16', '300'], { LATENCY: latency });
      expect(counters.tally.unitsFetched).toBe(300);
    }
  });

  it('survive 60 000 random touches in a buffer that is far too small for them', async () => {
    const { counters } = await read(['random', '24', '2500'], {
      BUFFER_UNITS: 12,
      PREFETCH_UNITS: 4,
    });
    expect(counters.tally.unitsFetched).toBeGreaterThan(weightsUnits);
  });

  it('get what they waited for, though many more of them wait than the buffer has units', async () => {
    const { counters } = await read(['random', '32', '40'], {
      BUFFER_UNITS: 8,
      LATENCY: halfMillisecond,
    });
    // A touch fetches once; again only where its thread was not run before other threads pushed the unit out.
    expect(counters.tally.unitsFetched).toBeLessThan(2 * 32 * 40);
  });

  it('leave their processor to others while they wait, where there are more of them than processors', async () => {
    const run = await read(['crowd', '16', '100'], { BUFFER_UNITS: 32, LATENCY: halfMillisecond });
    const { waits, waitNs } = run.counters.tally;
    expect(waits).toBeGreaterThan(1000);
    expect(usage(run).sleeps).toBeGreaterThan(waits / 2);
    expect(usage(run).cpuNs).toBeLessThan(waitNs / 4);
  });

  it('spin where each has a processor, also after many others have ended', async () => {
    const run = await read(['one-by-one', '12', '15'], {
      BUFFER_UNITS: 32,
      LATENCY: halfMillisecond,
    });
    const { waits } = run.counters.tally;
    expect(waits).toBeGreaterThan(100);
    expect(usage(run).sleeps).toBeLessThan(waits / 2);
  });
});
