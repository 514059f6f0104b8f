import { describe, expect, test } from 'vitest';
import {
  nextAttempt,
  referenceFirst,
  repetitionBudget,
} from '../../../../src/model/disturbance/repetitions.ts';
import { isDisturbed, isWorthRepeating } from '../../../../src/model/disturbance/is-disturbed.ts';
import type { PlannedRun } from '../../../../src/model/plan.ts';
import {
  baselineCase,
  makeCase,
  makeDisturbance,
  makeDisturbanceLimits,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeRuns,
  makeWorkloadSpec,
  nullCase,
} from '../../../support/factory.ts';

const cases = [baselineCase, nullCase, makeCase()];
const workload = makeWorkloadSpec({ rounds: 4, disturbance: makeDisturbanceLimits() });
const plan = makePlan({
  ...{ profile: makeProfile({ workload }), cases, runs: makeRuns(cases, 6, 1) },
});
const run: PlannedRun = { index: 3, round: 0, order: 0, caseId: 'baseline' };
const disturbed = makeRunRecord({ disturbance: makeDisturbance() });

describe('a disturbed run', () => {
  test('is one for which a reason is recorded', () => {
    expect(isDisturbed(disturbed)).toBe(true);
    expect(isDisturbed({ disturbance: makeDisturbance({ why: [] }) })).toBe(false);
    expect(isDisturbed({})).toBe(false);
  });

  test('is worth another attempt unless it failed, or is for warming up', () => {
    const problem = { problem: 'killed', stderr: '' };
    expect(isWorthRepeating(disturbed)).toBe(true);
    expect(isWorthRepeating({ ...disturbed, round: -1 })).toBe(false);
    expect(isWorthRepeating({ ...disturbed, outcome: { status: 'partial', ...problem } })).toBe(
      false,
    );
    expect(isWorthRepeating({ ...disturbed, verdict: { verdict: 'failed', why: 'x' } })).toBe(
      false,
    );
    expect(isWorthRepeating(makeRunRecord())).toBe(false);
  });

  test('is worth another attempt when it violated a limit, which the disturbance may explain', () => {
    expect(isWorthRepeating({ ...disturbed, verdict: { verdict: 'violated', why: 'x' } })).toBe(
      true,
    );
  });

  test('is made again as often as the profile says', () => {
    expect(nextAttempt(plan, run, disturbed, 0)).toEqual({ ...run, attempt: 1 });
    expect(nextAttempt(plan, { ...run, attempt: 1 }, disturbed, 0)).toEqual({ ...run, attempt: 2 });
    expect(nextAttempt(plan, { ...run, attempt: 2 }, disturbed, 0)).toBeUndefined();
  });

  test('is not made again where the gate is off', () => {
    expect(nextAttempt(makePlan({ cases }), run, disturbed, 0)).toBeUndefined();
  });

  test('is not made again when half as many repetitions as runs were made', () => {
    expect(nextAttempt(plan, run, disturbed, 5)).toBeDefined();
    expect(nextAttempt(plan, run, disturbed, 6)).toBeUndefined();
  });
});

describe('the repetitions of a sweep', () => {
  test('are bound by the runs of its fewest rounds, or of those that are made', () => {
    expect(repetitionBudget(plan, 0)).toBe(6);
    expect(repetitionBudget(plan, 3)).toBe(6);
    expect(repetitionBudget(plan, 4)).toBe(7);
    expect(repetitionBudget(plan, 5)).toBe(9);
  });

  test('begin with the case that ratios are taken to', () => {
    const runs = ['baseline', 'nominal', 'null'].map((caseId, order) => ({
      ...{ index: order, round: 0, order, caseId },
    }));
    expect(referenceFirst(plan, runs).map(({ caseId }) => caseId)).toEqual([
      'null',
      'baseline',
      'nominal',
    ]);
    expect(referenceFirst({ ...plan, cases: [] }, runs)).toEqual(runs);
  });
});
