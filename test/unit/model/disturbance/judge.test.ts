import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostActivity } from '../../../../src/model/disturbance/activity.ts';
import type { Circumstances } from '../../../../src/model/disturbance/circumstances.ts';
import {
  isCrowded,
  judgeDisturbance,
  mostMajorFaults,
} from '../../../../src/model/disturbance/judge.ts';
import { makeDisturbanceLimits, makeHostActivity } from '../../../support/factory.ts';

const plain: Circumstances = {
  modelBytes: 100 * 2 ** 20,
  threads: 2,
  usesDevice: false,
  evicts: false,
};
const limits = makeDisturbanceLimits();
const judge = (
  activity: Partial<HostActivity>,
  circumstances: Partial<Circumstances> = {},
): readonly string[] =>
  judgeDisturbance(makeHostActivity(activity), limits, { ...plain, ...circumstances });

describe('a run', () => {
  test('on a quiet machine is not disturbed', () => {
    expect(judge({})).toEqual([]);
  });

  test('of which nothing is known is not disturbed', () => {
    expect(judgeDisturbance({ wallNs: 4e9, cpus: 2 }, limits, plain)).toEqual([]);
  });

  test.each<[string, Partial<HostActivity>, ...string[]]>([
    [
      'whose threads waited for a processor',
      { ranNs: 3e9, queuedNs: 1e9, busyNs: 4.5e9, ownNs: 3.1e9 },
      'waited for a processor that others had, of the time it wanted one: 25 % (limit 5 %)',
      "other programs' share of the processor time: 18 % (limit 10 %)",
    ],
    [
      'of a guest that others were preferred to',
      { stealNs: 0.3e9 },
      "the hypervisor's other guests' share of the processor time: 3.8 % (limit 2 %)",
    ],
    [
      'beside other programs',
      { busyNs: 8e9, ownNs: 7e9 },
      "other programs' share of the processor time: 13 % (limit 10 %)",
    ],
    [
      'that a quota held',
      { throttledNs: 0.6e9 },
      'held by the quota of a control group, of the run: 15 % (limit 1 %)',
    ],
    [
      'whose model had left the page cache',
      { majorFaults: 101 },
      'page faults that waited for a device: 101 (limit 100)',
    ],
    [
      'on a hot processor',
      { hotNs: 0.2e9 },
      'a processor too hot for its full speed, of the run: 5 % (limit 1 %)',
    ],
  ])('%s is disturbed, and says by how much', (_, activity, ...why) => {
    expect(judge(activity)).toEqual(why);
  });

  test('that is disturbed in several ways says all of them', () => {
    expect(judge({ ranNs: 3e9, queuedNs: 5e9, stealNs: 1e9, throttledNs: 1e9 })).toHaveLength(3);
  });

  test('at a limit is not beyond it', () => {
    expect(judge({ ranNs: 95e7, queuedNs: 5e7, busyNs: 7.4e9, throttledNs: 0.04e9 })).toEqual([]);
  });

  test('that is short is not judged by the odd tick of the clock', () => {
    const short = { wallNs: 0.2e9, ranNs: 0.3e9, queuedNs: 0.1e9 };
    expect(judge({ ...short, busyNs: 0.34e9, ownNs: 0.3e9, stealNs: 0.019e9 })).toEqual([]);
    expect(judge({ ...short, busyNs: 0.39e9, ownNs: 0.3e9, stealNs: 0.03e9 })).toHaveLength(3);
    expect(judge({ ...short, queuedNs: 0.019e9, busyNs: 0.37e9, ownNs: 0.3e9 })).toEqual([]);
  });

  test('is never less disturbed when it waited longer', () => {
    const ns = fc.integer({ min: 0, max: 1e10 });
    const shared = { busyNs: 8e9, ownNs: 2e9 };
    fc.assert(
      fc.property(ns, ns, ns, (ranNs, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(judge({ ranNs, queuedNs: more, ...shared }).length).toBeGreaterThanOrEqual(
          judge({ ranNs, queuedNs: less, ...shared }).length,
        );
      }),
    );
  });
});

describe('what a sweep does to its own runs is no disturbance:', () => {
  const waiting = { ranNs: 4e9, queuedNs: 3e9, busyNs: 8e9, ownNs: 4.1e9 };
  const ofWaiting = (reasons: readonly string[]): readonly string[] =>
    reasons.filter((why) => why.startsWith('waited'));

  test('more threads than processors wait for each other', () => {
    expect(ofWaiting(judge(waiting))).toHaveLength(1);
    expect(ofWaiting(judge(waiting, { threads: 3 }))).toEqual([]);
    expect(ofWaiting(judge({ ...waiting, allowedCpus: 1 }))).toEqual([]);
    const { allowedCpus: _, ...unknown } = makeHostActivity(waiting);
    expect(isCrowded(unknown, plain)).toBe(false);
    expect(isCrowded(unknown, { ...plain, threads: 3 })).toBe(true);
    expect(isCrowded(unknown, { ...plain, allowedCpus: 1 })).toBe(true);
    const { threads: _threads, ...nobodySays } = plain;
    expect(isCrowded(makeHostActivity({ allowedCpus: 1 }), nobodySays)).toBe(false);
  });

  test('threads wait for each other, and for what the case runs beside them, where nobody else is', () => {
    expect(judge({ ranNs: 4e9, queuedNs: 1e9, ownNs: 5e9, busyNs: 5.03e9 })).toEqual([]);
    expect(judge({ ranNs: 4e9, queuedNs: 1e9, ownNs: 5e9, busyNs: 5.39e9 })).toEqual([
      'waited for a processor that others had, of the time it wanted one: 7 % (limit 5 %)',
    ]);
  });

  test('but where nothing is known of others all waiting may be their doing', () => {
    const { busyNs: _, ...unknown } = makeHostActivity(waiting);
    expect(judgeDisturbance(unknown, limits, plain)).toEqual([
      'waited for a processor that others had, of the time it wanted one: 43 % (limit 5 %)',
    ]);
    expect(judgeDisturbance(unknown, limits, { ...plain, usesDevice: true })).toEqual([]);
  });

  test('time that the hypervisor took may be waited for', () => {
    const stolen = { ranNs: 4e9, queuedNs: 1e9, ownNs: 5e9, busyNs: 5e9, stealNs: 0.6e9 };
    expect(ofWaiting(judge(stolen))).toHaveLength(1);
  });

  test('the kernel works for what is read from a device', () => {
    const reading = { busyNs: 8e9, ownNs: 6e9, kernelNs: 1.9e9 };
    expect(judge(reading, { usesDevice: true })).toEqual([]);
    expect(judge(reading)).toHaveLength(1);
    expect(judge({ ...reading, kernelNs: 0.1e9 }, { usesDevice: true })).toHaveLength(1);
    const { kernelNs: _, ...unknown } = makeHostActivity(reading);
    expect(judgeDisturbance(unknown, limits, { ...plain, usesDevice: true })).toEqual([]);
  });

  test('pages that it evicts are read again', () => {
    expect(judge({ majorFaults: 1e6 }, { evicts: true })).toEqual([]);
  });

  test('and of a large model a hundredth may be read again', () => {
    expect(mostMajorFaults(100 * 2 ** 20)).toBe(100);
    expect(mostMajorFaults(100 * 2 ** 30)).toBe(16_384);
  });
});
