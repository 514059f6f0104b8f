import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fine,
  makePagerRig,
  unitBytes,
  weightsBytes,
  type PagerRig,
  type TierRun,
  type TierSetting,
} from '../support/pager-rig.ts';

let rig: PagerRig;
beforeAll(async () => {
  rig = await makePagerRig(['fake-llama', 'pager-bench']);
});
afterAll(() => rig[Symbol.asyncDispose]());

const MiB = 2 ** 20;
/** Repacked weights, in memory that the fake allocates. */
const allocatedBytes = 5 * MiB;
/** Pages that a decode reads: the repacked weights, the file's first MiB, and a page of each MiB after it. */
const usedBytes = allocatedBytes + MiB + 12 * 4096;
/** Units of which a decode reads something. */
const usedUnits = (allocatedBytes + MiB) / unitBytes + 12;

const bench = (subcommand: string, tier: TierSetting = {}): Promise<TierRun> =>
  rig.run(['pager-bench', subcommand], { ARM: 'test', ...tier });

/** Whether the run's kernel told which pages were used. */
const isSurveyed = ({ counters }: TierRun): boolean => counters.problems.length === 0;

describe('a program that measures as llama-bench does', () => {
  it('passes its structures through the library intact, and reads right', async () => {
    const { ended, counters } = await bench('bench');
    expect(ended).toEqual({ ...fine, stdout: 'arguments-right 1 wrong 0\n' });
    expect(counters.mappedBytes).toBe(weightsBytes);
    expect(counters.allocatedBytes).toBe(allocatedBytes);
    expect(counters.problems.some(({ fatal }) => fatal)).toBe(false);
  });

  it('has a segment for each test, and a step for each token', async () => {
    const { counters, segments } = await bench('bench');
    expect(counters.segments).toBe(5);
    expect(counters.steps).toBe(9);
    expect(segments.map(({ clears, firstStep, steps }) => [clears, firstStep, steps])).toEqual([
      [1, 0, 1],
      [2, 1, 1],
      [2, 2, 3],
      [3, 5, 1],
      [3, 6, 3],
    ]);
  });

  it('is charged for the pages that its warm-up used, from the first repetition on', async () => {
    const run = await bench('bench');
    expect(run.counters.armed).toBe(true);
    if (isSurveyed(run)) expect(run.counters.usedBytes).toBe(usedBytes);
    const aDecode = isSurveyed(run) ? usedBytes : usedUnits * unitBytes;
    expect(run.segments.map(({ tally }) => tally.bytesFetched)).toEqual(
      [0, 1, 3, 1, 3].map((steps) => steps * aDecode),
    );
  });

  it('is charged the same in huge pages, which the weights move to after the warm-up', async () => {
    const twoMiB = { UNIT: 2 * MiB, BUFFER_UNITS: 8 };
    const run = await bench('bench', twoMiB);
    expect(run.ended.stdout).toBe('arguments-right 1 wrong 0\n');
    if (isSurveyed(run)) expect(run.counters.usedBytes).toBe(usedBytes);
  });

  it('keeps the resident share of what it uses to the byte, and never fetches that', async () => {
    for (const placement of ['even', 'layers']) {
      const run = await bench('bench', { RESIDENCY_PPM: 250_000, PLACEMENT: placement });
      if (!isSurveyed(run)) continue;
      const { residentBytes } = run.counters;
      expect(Math.abs(residentBytes - usedBytes / 4)).toBeLessThan(4);
      expect(run.segments.map(({ tally }) => tally.bytesFetched)).toEqual(
        [0, 1, 3, 1, 3].map((steps) => steps * (usedBytes - residentBytes)),
      );
    }
  });

  it('may read weights with other threads at the moment when the tier begins to act', async () => {
    for (const tier of [{}, { UNIT: 2 * MiB, BUFFER_UNITS: 8 }, { LATENCY: '500000:50000' }]) {
      const { ended, counters } = await bench('bench-while-reading', tier);
      expect(ended).toEqual({ ...fine, stdout: 'arguments-right 1 wrong 0\n' });
      expect(counters.tally.unitsFetched).toBeGreaterThan(0);
    }
  });

  it('shows its own steps alone when a child of it decodes', async () => {
    const { ended, counters, segments } = await bench('decode-in-child');
    expect(ended).toEqual({ ...fine, stdout: 'child 0 wrong 0\n' });
    expect(counters.steps).toBe(5);
    expect(segments.map(({ steps }) => steps)).toEqual([1, 1, 3]);
  });
});

describe('another program that calls llama.cpp', () => {
  it('meets the tier at its first decode, and with each model that it loads later', async () => {
    const { ended, counters } = await rig.run(['pager-bench', 'two-models']);
    expect(ended).toEqual({ ...fine, stdout: 'arguments-right 1 wrong 0\n' });
    expect(counters.mappedBytes).toBe(2 * weightsBytes);
    expect(counters.allocatedBytes).toBe(2 * allocatedBytes);
    expect(counters.tally.unitsFetched).toBe(4 * usedUnits);
  });

  it('meets the tier at once when it clears the memory first', async () => {
    const { ended, segments } = await rig.run(['pager-bench', 'bench']);
    expect(ended.stdout).toBe('arguments-right 1 wrong 0\n');
    expect(segments.map(({ tally }) => tally.unitsFetched)).toEqual(
      [1, 1, 3, 1, 3].map((steps) => steps * usedUnits),
    );
  });
});

describe('the memory of repacked weights', () => {
  it('can be asked for its size, made larger or smaller, and freed', async () => {
    const { ended, counters } = await bench('allocate');
    expect(ended).toEqual({ ...fine, stdout: 'usable 1 wrong 0\n' });
    // What is allocated before and after loading is not weights; the file's mapping is left.
    expect(counters.allocatedBytes).toBe(allocatedBytes);
    expect(counters.regions).toBe(1);
  });

  it('is left to the allocator where it is odd', async () => {
    const stdout = 'refused 1 too-large 1 aligned 1\n';
    expect(await rig.runAlone(['pager-bench', 'allocate-oddly'])).toEqual({ ...fine, stdout });
    const { ended, counters } = await bench('allocate-oddly');
    expect(ended).toEqual({ ...fine, stdout });
    expect(counters.allocatedBytes).toBe(allocatedBytes);
    expect(counters.regions).toBe(0);
    expect(counters.problems).toEqual([]);
  });
});
