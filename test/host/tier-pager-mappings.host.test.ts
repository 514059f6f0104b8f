import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fine,
  makePagerRig,
  weightsBytes,
  type PagerRig,
  type TierSetting,
} from '../support/pager-rig.ts';

let rig: PagerRig;
beforeAll(async () => {
  rig = await makePagerRig(['pager-mappings']);
});
afterAll(() => rig[Symbol.asyncDispose]());

/** The program must do what it does alone; returns the blocks of weights that the library held at its end. */
const expectSameAsAlone = async (
  subcommand: string,
  stdout: string,
  tier: TierSetting = { LATENCY: '500000:5000' },
): Promise<number> => {
  expect(await rig.runAlone(['pager-mappings', subcommand])).toEqual({ ...fine, stdout });
  const { ended, counters } = await rig.run(['pager-mappings', subcommand], tier);
  expect(ended).toEqual({ ...fine, stdout });
  expect(counters.problems).toEqual([]);
  return counters.regions;
};

/** What the library does otherwise than the kernel, or cannot be tried without it. */
const expectUnderTier = async (subcommand: string, stdout: string): Promise<void> => {
  const { ended, counters } = await rig.run(['pager-mappings', subcommand]);
  expect(ended).toEqual({ ...fine, stdout });
  expect(counters.problems).toEqual([]);
};

describe('a mapping in the tier', () => {
  it.each(['ends-first', 'middle-first', 'pieces'])(
    'may be given back in parts, and then holds nothing: %s',
    async (subcommand) => {
      expect(await expectSameAsAlone(subcommand, 'wrong 0\n')).toBe(0);
    },
  );

  it('keeps the page of a unit that was not given back', async () => {
    expect(await expectSameAsAlone('last-page', 'wrong 0\n')).toBe(0);
  });

  it('is not given back by a wrong call', () =>
    expectSameAsAlone('unmap-wrongly', 'empty-refused 1 unaligned-refused 1 wrong 0\n'));

  it('shrinks and grows', async () => {
    expect(await expectSameAsAlone('shrink', 'stays 1 wrong 0\n')).toBe(0);
    expect(await expectSameAsAlone('grow', 'wrong 0\n')).toBe(0);
    await expectSameAsAlone('grow-within-page', 'stays 1 wrong 0\n');
  });

  it('grows with what the program wrote into it', () =>
    expectSameAsAlone('grow-written', 'lost 0 wrong 0\n'));

  it('stays where it is and loses nothing when another place is asked for', () =>
    expectUnderTier('fixed', 'refused 1 1 1 wrong 0\n'));

  it('loses nothing by advice, locks and protection', () =>
    expectUnderTier('advice', 'refused 0 wrong 0\n'));

  it('may be one of two of the same file', () => expectSameAsAlone('twice', 'apart 1 wrong 0\n'));

  it('may begin within the file', () =>
    expectSameAsAlone('offset', 'unaligned-refused 1 wrong 0\n'));

  it('may be of any part of a split model', async () => {
    await expectSameAsAlone('two-files', 'wrong 0\n');
    const { counters } = await rig.run(['pager-mappings', 'two-files']);
    expect(counters.mappedBytes).toBe(2 * weightsBytes);
  });

  it('has zeros where the file has ended', () =>
    expectUnderTier('beyond-the-end', 'not-zero 0 wrong 0\n'));

  it('is refused when it is empty', () => expectSameAsAlone('nothing', 'refused 1 wrong 0\n'));

  it('keeps what the program writes into it, and the file does not', () =>
    expectSameAsAlone('private-writes', 'lost 0 wrong 0\n'));

  it('can be made and given back 2000 times, and leaves nothing', async () => {
    expect(await expectSameAsAlone('many-times', 'grown-mib 0 wrong 0\n', {})).toBe(0);
  });

  it('can be made by several threads at once', async () => {
    expect(await expectSameAsAlone('by-threads', 'wrong 0\n')).toBe(0);
  });
});

describe('a host that gives less than asked', () => {
  it('gives small pages where there are no huge ones', async () => {
    const twoMiB = 2 ** 21;
    const { ended, counters } = await rig.run(['pager-mappings', 'no-huge-pages'], {
      UNIT: twoMiB,
    });
    expect(ended).toEqual({ ...fine, stdout: 'wrong 0\n' });
    expect(counters.hugePageBytes).toBe(0);
    expect(counters.problems).toEqual([]);
  });

  it('has no memory: the program is told so, and so is the orchestrator', async () => {
    const { ended, counters } = await rig.run(['pager-mappings', 'no-addresses']);
    expect(ended).toEqual({ ...fine, stdout: 'refused 1\n' });
    expect(counters.problems).toMatchObject([{ fatal: true, text: 'no memory for the weights' }]);
  });

  it('has no mappings left: the program reads on, and the run proves nothing', async () => {
    const { ended, counters } = await rig.run(['pager-mappings', 'no-mappings']);
    expect(ended).toEqual({ ...fine, stdout: 'used-up 1 wrong 0\n' });
    expect(counters.problems.some(({ fatal }) => fatal)).toBe(true);
  });
});
