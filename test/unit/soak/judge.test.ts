import { describe, expect, it } from 'vitest';
import { judgeEffort, judgeHeld, judgeRate, type Soak } from '../../../scripts/soak/judge.ts';
import type { Look } from '../../../scripts/soak/look.ts';

const startMs = 1_000_000;
const runs = 2000;
const everyMs = 100;

const makeLook = (overrides: Partial<Look>): Look => ({
  ...{ atMs: startMs, cpuMs: 0, rssBytes: 100 * 2 ** 20, heapBytes: 30 * 2 ** 20 },
  ...{ files: 20, threads: 11, handles: 4, journal: 0, cgroups: 0 },
  ...overrides,
});

/** A soak whose looks are as `look` says after so many runs, and whose runs take `msOf` each. */
const makeSoak = (
  look: (made: number) => Partial<Look> = () => ({}),
  msOf: (index: number) => number = () => everyMs,
): Soak => {
  let atMs = startMs;
  const begun = Array.from({ length: runs }, (_, index) => {
    const startedMs = atMs;
    atMs += msOf(index);
    return { index, startedMs };
  });
  const looks = begun
    .filter(({ index }) => index % 20 === 0)
    .map(({ index, startedMs }) => makeLook({ atMs: startedMs, ...look(index) }));
  return { planned: runs, runs: begun, looks };
};

const missed = (soak: Soak): readonly string[] =>
  judgeHeld(soak)
    .filter(({ good }) => !good)
    .map(({ what }) => what.split(',')[0] ?? '');

describe('a soak', () => {
  it('is passed by a tool that stays as it was', () => {
    expect(missed(makeSoak())).toEqual([]);
    expect(judgeRate(makeSoak()).good).toBe(true);
  });

  it('is passed by one that needs more in the middle of a run than between two', () => {
    expect(missed(makeSoak((made) => ({ files: made % 40 === 0 ? 20 : 31 })))).toEqual([]);
  });

  it.each([
    ['live memory', (made: number) => ({ heapBytes: 30 * 2 ** 20 + made * 10_000 })],
    ['resident memory', (made: number) => ({ rssBytes: 100 * 2 ** 20 + made * 10_000 })],
    ['open files', (made: number) => ({ files: 20 + Math.floor(made / 500) })],
    ['threads', (made: number) => ({ threads: made < 1000 ? 11 : 12 })],
    ['handles', (made: number) => ({ handles: 4 + Math.floor(made / 100) })],
    ['journal entries', (made: number) => ({ journal: made < 1000 ? 0 : 1 })],
    ['control groups', (made: number) => ({ cgroups: made < 1000 ? 0 : 1 })],
  ])('is failed by one that loses %s', (what, look) => {
    expect(missed(makeSoak(look))).toEqual([what]);
  });

  it('is failed by one that does not record a run', () => {
    const { runs: all, ...rest } = makeSoak();
    expect(missed({ ...rest, runs: all.filter(({ index }) => index !== 7) })).toEqual([
      'planned runs in runs.jsonl',
    ]);
  });

  it.each([
    ['the same', (made: number) => 60 * made, true, '1.00 (60.0 over 60.0 ms)'],
    [
      'more and more',
      (made: number) => 50 * made + (20 * made * made) / runs,
      false,
      '1.48 (83.2 over 56.4 ms)',
    ],
  ])('is judged by the work for each run: %s', (_, cpuMsOf, good, found) => {
    const soak = makeSoak((made) => ({ cpuMs: cpuMsOf(made) }));
    expect(judgeEffort(soak)).toMatchObject({ good, found });
  });

  it('is failed by one that becomes slower', () => {
    const slower = makeSoak(undefined, (index) => everyMs * (1 + index / runs));
    expect(judgeRate(slower)).toMatchObject({ good: false, found: '0.54 (5.1 over 9.5)' });
  });
});
