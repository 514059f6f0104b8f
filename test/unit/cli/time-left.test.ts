import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeDuration,
  describeEnd,
  describeTimeLeft,
  estimateTimeLeft,
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
const plan = makePlan({ cases, runs: makeRuns(cases, 3) });
const run = (index: number, caseId: string, durationMs: number) => ({
  index,
  case: caseId,
  durationMs,
});

describe('the time that a plan still takes', () => {
  it('is not known before the first run has ended', () => {
    expect(estimateTimeLeft(plan, [])).toBeUndefined();
  });

  it('takes each run to last as long as its case did so far', () => {
    const ended = [run(0, 'baseline', 1000), run(1, 'null', 3000), run(2, 'baseline', 2000)];
    expect(estimateTimeLeft(plan, ended)).toBe(3000 + 1500 + 3000);
  });

  it('takes a case not yet seen for a typical one', () => {
    expect(estimateTimeLeft(plan, [run(0, 'baseline', 1000)])).toBe(5 * 1000);
  });

  it('counts a run once, however often it was repeated', () => {
    const ended = [run(0, 'baseline', 1000), run(0, 'baseline', 1000), run(0, 'baseline', 1000)];
    expect(estimateTimeLeft(plan, ended)).toBe(5 * 1000);
  });

  it('is less by what the run that goes on has taken, but by no more than it should take', () => {
    const ended = [run(0, 'baseline', 1000)];
    expect(estimateTimeLeft(plan, ended, { index: 1, elapsedMs: 300 })).toBe(4700);
    expect(estimateTimeLeft(plan, ended, { index: 1, elapsedMs: 9000 })).toBe(4000);
    // One that is made again was counted when it ended first.
    expect(estimateTimeLeft(plan, ended, { index: 0, elapsedMs: 300 })).toBe(5000);
  });

  it('is nothing after the last run', () => {
    expect(
      estimateTimeLeft(
        plan,
        plan.runs.map(({ index, caseId }) => run(index, caseId, 500)),
      ),
    ).toBe(0);
  });

  it('lies between what the shortest and the longest run so far would give', () => {
    const durations = fc.array(fc.nat({ max: 1e7 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(durations, (each) => {
        const ended = each.map((ms, index) => run(index, plan.runs[index]?.caseId ?? '', ms));
        const left = estimateTimeLeft(plan, ended) ?? NaN;
        const runs = plan.runs.length - each.length;
        expect(left).toBeGreaterThanOrEqual(runs * Math.min(...each) * (1 - 1e-9));
        expect(left).toBeLessThanOrEqual(runs * Math.max(...each) * (1 + 1e-9));
      }),
    );
  });
});

describe('the time left where rounds are added as they are needed', () => {
  const workload = makeWorkloadSpec({ rounds: 2, adaptive: { maxRounds: 6, halfWidth: 0.02 } });
  const adaptive = makePlan({
    profile: makeProfile({ workload }),
    cases,
    runs: makeRuns(cases, 6, 1),
  });
  const endedUpTo = (count: number) =>
    adaptive.runs.slice(0, count).map(({ index, caseId }) => run(index, caseId, 100_000));

  it('is counted to the fewest rounds first, which are made in any case', () => {
    expect(findGoal(adaptive, [])).toEqual({ runs: 6, rounds: 2, kind: 'least' });
    expect(estimateTimeLeft(adaptive, endedUpTo(3))).toBe(300_000);
    expect(estimateTimeLeft(adaptive, endedUpTo(5))).toBe(100_000);
    expect(describeTimeLeft(300_000, 'least')).toBe('at least 5 min left');
  });

  it('is counted to the most rounds from then on', () => {
    expect(findGoal(adaptive, endedUpTo(6))).toEqual({ runs: 14, rounds: 6, kind: 'most' });
    expect(estimateTimeLeft(adaptive, endedUpTo(6))).toBe(800_000);
    expect(describeTimeLeft(800_000, 'most')).toBe('at most 13 min left');
  });

  it('is certain where no round can be added', () => {
    const fixed = makePlan({
      profile: makeProfile({ workload: { ...workload, rounds: 6 } }),
      runs: makeRuns(cases, 6),
    });
    expect(findGoal(fixed, []).kind).toBe('all');
    expect(estimateTimeLeft(fixed, [run(0, 'baseline', 1000)])).toBe(11_000);
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
