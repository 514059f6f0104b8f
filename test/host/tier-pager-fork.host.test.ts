import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fine,
  makePagerRig,
  weightsBytes,
  weightsUnits,
  type PagerRig,
  type TierRun,
} from '../support/pager-rig.ts';

let rig: PagerRig;
beforeAll(async () => {
  rig = await makePagerRig(['pager-fork']);
});
afterAll(() => rig[Symbol.asyncDispose]());

const run = (subcommand: string): Promise<TierRun> =>
  rig.run(['pager-fork', subcommand], { LATENCY: '500000:30000' });

/** One process reads everything once, by one thread: what others read is not counted. */
const expectOneProcessCounted = ({ counters }: TierRun): void => {
  expect(counters.mappedBytes).toBe(weightsBytes);
  expect(counters.regions).toBe(1);
  expect(counters.tally.unitsFetched).toBe(weightsUnits);
  expect(counters.tally.bytesFetched).toBe(weightsBytes);
  expect(counters.tally.waits).toBe(weightsUnits);
};

describe('processes that a program starts under the tier library', () => {
  it.each([
    ['child', 'child 0 wrong 0\n'],
    ['grandchild', 'child 0 wrong 0\n'],
    ['map-in-child', 'child 0 wrong 0\n'],
    ['in-threads', 'bad-children 0 wrong 0\n'],
  ])('read right, and leave the counters to the program: %s', async (subcommand, stdout) => {
    const result = await run(subcommand);
    expect(result.ended).toEqual({ ...fine, stdout });
    expectOneProcessCounted(result);
    expect(result.counters.problems).toEqual([]);
  });

  it.each([
    ['exec', 'child 0 wrong 0\n'],
    ['spawn', 'child 0 shell 3 wrong 0\n'],
    ['jobs', 'bad-jobs 0\n'],
  ])('map the file as if there were no tier, which is noted: %s', async (subcommand, stdout) => {
    const result = await run(subcommand);
    expect(result.ended).toEqual({ ...fine, stdout });
    expectOneProcessCounted(result);
    expect(result.counters.problems).toMatchObject([
      { fatal: false, text: expect.stringContaining('a second process') as string },
    ]);
  });

  it('read right when they are made in the middle of faults', async () => {
    const { ended, counters } = await run('among-faults');
    expect(ended).toEqual({ ...fine, stdout: 'bad-children 0 wrong 0\n' });
    expect(counters.tally.unitsFetched).toBeGreaterThan(weightsUnits);
  });

  it('are counted when they are the first to map the file', async () => {
    const result = await run('job');
    expect(result.ended).toEqual({ ...fine, stdout: 'bad-jobs 0\n' });
    expectOneProcessCounted(result);
    expect(result.counters.problems).toEqual([]);
  });

  it('read on when the program has ended', async () => {
    const { ended, counters } = await run('daemon');
    expect(ended).toEqual({ ...fine, stdout: 'wrong 0\n' });
    expect(counters.tally.unitsFetched).toBe(8);
  });
});
