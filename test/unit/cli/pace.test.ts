import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advancePace, beginPace, estimateTimeLeft, type EndedRun } from '../../../src/cli/pace.ts';
import type { Plan } from '../../../src/model/plan.ts';
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
const run = (index: number, caseId: string, durationMs: number): EndedRun => ({
  ...{ index, durationMs, attempt: 0 },
  case: caseId,
});
const left = (of: Plan, ended: readonly EndedRun[]): number | undefined =>
  estimateTimeLeft(beginPace(of, ended));

describe('the time that a plan still takes', () => {
  it('is not known before the first run has ended', () => {
    expect(left(plan, [])).toBeUndefined();
  });

  it('takes each run to last as long as its case did so far', () => {
    const ended = [run(0, 'baseline', 1000), run(1, 'null', 3000), run(2, 'baseline', 2000)];
    expect(left(plan, ended)).toBe(3000 + 1500 + 3000);
  });

  it('takes a case not yet seen for a typical one', () => {
    expect(left(plan, [run(0, 'baseline', 1000)])).toBe(5 * 1000);
  });

  it('counts a run once, however often it was repeated', () => {
    const ended = [0, 1, 2].map((attempt) => ({ ...run(0, 'baseline', 1000), attempt }));
    expect(left(plan, ended)).toBe(5 * 1000);
  });

  it('is less by what the run that goes on has taken, but by no more than it should take', () => {
    const pace = beginPace(plan, [run(0, 'baseline', 1000)]);
    expect(estimateTimeLeft(pace, { caseId: 'null', elapsedMs: 300 })).toBe(4700);
    expect(estimateTimeLeft(pace, { caseId: 'null', elapsedMs: 9000 })).toBe(4000);
  });

  it('is nothing after the last run', () => {
    expect(
      left(
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
        const ms = left(plan, ended) ?? NaN;
        const runs = plan.runs.length - each.length;
        expect(ms).toBeGreaterThanOrEqual(runs * Math.min(...each) * (1 - 1e-9));
        expect(ms).toBeLessThanOrEqual(runs * Math.max(...each) * (1 + 1e-9));
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
    expect(left(adaptive, endedUpTo(3))).toBe(300_000);
    expect(left(adaptive, endedUpTo(5))).toBe(100_000);
  });

  it('is counted to the most rounds from then on', () => {
    expect(left(adaptive, endedUpTo(6))).toBe(800_000);
  });

  it('is certain where no round can be added', () => {
    const fixed = makePlan({
      profile: makeProfile({ workload: { ...workload, rounds: 6 } }),
      runs: makeRuns(cases, 6),
    });
    expect(left(fixed, [run(0, 'baseline', 1000)])).toBe(11_000);
  });
});

describe('the pace of a sweep', () => {
  const workload = makeWorkloadSpec({ rounds: 2, adaptive: { maxRounds: 4, halfWidth: 0.02 } });
  const adaptive = makePlan({
    profile: makeProfile({ workload }),
    cases,
    runs: makeRuns(cases, 4),
  });

  it('is the same whether the sweep goes on after an interruption or was not interrupted', () => {
    const attempts = fc.array(fc.record({ again: fc.boolean(), durationMs: fc.nat(1000) }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(attempts, fc.nat(), (given, cut) => {
        const ended: EndedRun[] = [];
        for (const { again, durationMs } of given) {
          const last = ended.at(-1);
          const next = adaptive.runs[(last?.index ?? -1) + 1];
          if (again && last !== undefined)
            ended.push({ ...last, durationMs, attempt: last.attempt + 1 });
          else if (next !== undefined) ended.push(run(next.index, next.caseId, durationMs));
        }
        const at = cut % (ended.length + 1);
        const resumed = ended
          .slice(at)
          .reduce(advancePace, beginPace(adaptive, ended.slice(0, at)));
        expect(resumed).toEqual(ended.reduce(advancePace, beginPace(adaptive)));
      }),
    );
  });
});
