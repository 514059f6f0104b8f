import { describe, expect, it } from 'vitest';
import {
  describeDuration,
  describeEnd,
  describeTimeLeft,
  findGoal,
} from '../../../src/cli/time-left.ts';
import {
  baselineCase,
  makePlan,
  makeProfile,
  makeRuns,
  makeWorkloadSpec,
  nullCase,
} from '../../support/factory.ts';

const cases = [baselineCase, nullCase];
describe('the end towards which progress is counted', () => {
  const workload = makeWorkloadSpec({ rounds: 2, adaptive: { maxRounds: 6, halfWidth: 0.02 } });
  const adaptive = makePlan({
    profile: makeProfile({ workload }),
    cases,
    runs: makeRuns(cases, 6, 1),
  });

  it('is that of the fewest rounds first, then that of the most', () => {
    expect(findGoal(adaptive, -1)).toEqual({ runs: 6, rounds: 2, kind: 'least' });
    expect(findGoal(adaptive, 4)).toEqual({ runs: 6, rounds: 2, kind: 'least' });
    expect(findGoal(adaptive, 5)).toEqual({ runs: 14, rounds: 6, kind: 'most' });
    expect(describeTimeLeft(300_000, 'least')).toBe('at least 5 min left');
    expect(describeTimeLeft(800_000, 'most')).toBe('at most 13 min left');
  });

  it('is certain where no round can be added', () => {
    const fixed = makePlan({
      profile: makeProfile({ workload: { ...workload, rounds: 6 } }),
      runs: makeRuns(cases, 6),
    });
    expect(findGoal(fixed, -1).kind).toBe('all');
    expect(describeTimeLeft(11_000, 'all')).toBe('11 s left');
  });
});

describe('the time of the end', () => {
  const noon = new Date(2026, 5, 1, 12, 0).getTime();

  it.each([
    ['all', 90 * 60_000, 'ends 13:30'],
    ['least', 90 * 60_000, 'not before 13:30'],
    ['most', 90 * 60_000, 'by 13:30'],
    ['all', 26 * 3_600_000, 'ends Tue 14:00'],
  ] as const)('of a plan of which %s runs are counted in %i ms is %s', (kind, ms, text) => {
    expect(describeEnd(noon, ms, kind)).toBe(text);
  });
});

describe('a duration for people', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [45_000, '45 s'],
    [89_499, '89 s'],
    [89_500, '2 min'],
    [180_000, '3 min'],
    [89 * 60_000, '89 min'],
    [90 * 60_000, '1 h 30 min'],
    [120 * 60_000, '2 h 0 min'],
    [26 * 3_600_000 + 60_000, '26 h 1 min'],
  ])('of %i ms is %s', (ms, text) => {
    expect(describeDuration(ms)).toBe(text);
  });
});
