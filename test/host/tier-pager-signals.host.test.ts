import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fine, makePagerRig, type PagerRig, type TierRun } from '../support/pager-rig.ts';

let rig: PagerRig;
beforeAll(async () => {
  rig = await makePagerRig(['pager-signals']);
});
afterAll(() => rig[Symbol.asyncDispose]());

/** Each touch waits a little, so that signals come in the middle of waits. */
const run = (subcommand: string): Promise<TierRun> =>
  rig.run(['pager-signals', subcommand], { LATENCY: '500000:20000' });

/** What must be the same under the library as without it. */
const expectSameAsAlone = async (subcommand: string, stdout: string): Promise<void> => {
  const alone = await rig.runAlone(['pager-signals', subcommand]);
  expect(alone).toEqual({ ...fine, stdout });
  const { ended, counters } = await run(subcommand);
  expect(ended).toEqual(alone);
  expect(counters.problems).toEqual([]);
};

describe("a program's own fault under the tier library", () => {
  it.each(['crash', 'crash-outside-addresses', 'raise', 'ignored-crash', 'once'])(
    'ends it with the signal: %s',
    async (subcommand) => {
      const alone = await rig.runAlone(['pager-signals', subcommand]);
      expect(alone.signal).toBe('SIGSEGV');
      expect((await run(subcommand)).ended).toEqual(alone);
    },
  );

  it('ends it when it happens in the handler of another fault', async () => {
    const { ended } = await run('crash-in-handler');
    expect(ended).toMatchObject({ signal: 'SIGSEGV', stdout: 'handled\n' });
  });

  it('of a file that became shorter is SIGBUS, as without it', async () => {
    const alone = await rig.runAlone(['pager-signals', 'cut-mapping']);
    expect(alone.signal).toBe('SIGBUS');
    expect((await run('cut-mapping')).ended).toEqual(alone);
  });

  it.each([
    ['handler', 'caught 3 at-fault 1 code 1 wrong 0\n'],
    ['plain-handler', 'caught 3 wrong 0\n'],
    ['no-saved-mask', 'caught 3 other-signals-blocked 0 wrong 0\n'],
    ['sent', 'caught 1 sent 1 wrong 0\n'],
    ['old-way', 'caught 1 default-again 1 wrong 0\n'],
  ])('goes to its own handler: %s', expectSameAsAlone);

  it('goes to a handler that touches weights', () =>
    expectSameAsAlone('touching-handler', 'caught 3 wrong 0\n'));

  it('is found by a backtrace in its handler', () =>
    expectSameAsAlone('backtrace', 'frame-found 1\n'));

  it('is ignored when it was only sent, and the program ignores the signal', () =>
    expectSameAsAlone('ignored', 'wrong 0\n'));
});

describe('signals under the tier library', () => {
  it("show the program its own handlers, and never the library's", () =>
    expectSameAsAlone('read-back', 'first-default 1 own 1 flags 1 returned 1 after 1 wrong 0\n'));

  it('may all be blocked by threads that touch weights', () =>
    expectSameAsAlone('blocked', 'wrong 0\n'));

  it('may be blocked by whoever started the program', () =>
    expectSameAsAlone('inherited', 'wrong 0\n'));

  it('may have handlers that touch weights, while threads read, map and unmap them', () =>
    expectSameAsAlone('timers', 'alarmed 1 wrong 0\n'));

  it('may have an alternate stack', () =>
    expectSameAsAlone('alternate-stack', 'caught 3 on-it 1 wrong 0\n'));

  it('may cancel threads at any instruction', () => expectSameAsAlone('cancel', 'wrong 0\n'));
});
