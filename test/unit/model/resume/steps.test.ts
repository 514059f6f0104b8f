import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeptRun } from '../../../../src/model/kept-run.ts';
import type { Plan, PlannedRun } from '../../../../src/model/plan.ts';
import { gatherRuns } from '../../../../src/model/resume/made-runs.ts';
import { nextRun, stepsLeft, type Step } from '../../../../src/model/resume/steps.ts';
import type { RunRecord } from '../../../../src/model/run-record.ts';
import {
  baselineCase,
  makeDisturbance,
  makeDisturbanceLimits,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeRuns,
  makeSample,
  makeWorkloadSpec,
  nullCase,
} from '../../../support/factory.ts';
import { drawsOf } from '../../../support/simulated-sweep.ts';

const cases = [baselineCase, { ...nullCase, constraints: {} }];

/** Two cases, one round of warm-up, 6 to 9 rounds, as many as the intervals need. */
const plan = makePlan({
  cases,
  reference: 'baseline',
  tests: [{ prompt: 0, gen: 64, depth: 0 }],
  runs: makeRuns(cases, 9, 1),
  profile: makeProfile({
    workload: makeWorkloadSpec({
      prompt: [],
      adaptive: { maxRounds: 9, halfWidth: 0.02 },
      disturbance: makeDisturbanceLimits({ repeats: 2 }),
    }),
  }),
});

/** What a run measures hangs on the seed and on which attempt it is, not on when it is made. */
const recordOf = (run: PlannedRun, seed: number): RunRecord => {
  const { index, round, order, caseId, attempt = 0 } = run;
  const draw = drawsOf(seed * 1000 + index * 10 + attempt);
  const [speed, luck] = [draw(), draw()];
  return makeRunRecord({
    ...{ index, round, order, attempt, case: caseId },
    ...(luck < 0.3 ? { disturbance: makeDisturbance() } : {}),
    samples: [makeSample({ tokensPerSecond: 50 + speed })],
  });
};

const nameOf = ({ index, attempt }: KeptRun): string => `${index}.${attempt}`;

/** Makes what is left after some runs, and gives all of them. */
const finish = (before: readonly KeptRun[], seed: number, of: Plan = plan) => {
  const made = gatherRuns(before);
  const steps: Step[] = [];
  for (const step of stepsLeft(of, made)) {
    steps.push(step);
    if (step.kind === 'run') made.add(recordOf(step.run, seed));
  }
  return { all: made.all, steps };
};

const seeds = fc.integer({ min: 0, max: 10_000 });

describe('a sweep that goes on after an interruption', () => {
  it('makes the runs that it would have made without one, wherever it was interrupted', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), (seed, at) => {
        const { all } = finish([], seed);
        const before = all.slice(0, at % (all.length + 1));
        expect(finish(before, seed).all.map(nameOf)).toEqual(all.map(nameOf));
      }),
    );
  });

  it('makes every run that is missing, also from rounds before the last, and none twice', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat({ max: 30 })), (seed, lost) => {
        const { all } = finish([], seed);
        const before = all.filter((_, at) => !lost.includes(at));
        const names = finish(before, seed).all.map(nameOf);
        expect(new Set(names).size).toBe(names.length);
        for (const record of all.filter(({ attempt }) => attempt === 0))
          expect(names).toContain(nameOf(record));
      }),
    );
  });

  it('says of disturbances only what is new', () => {
    const { all } = finish([], 3);
    expect(all.some(({ disturbance }) => disturbance !== undefined)).toBe(true);
    expect(finish(all, 3).steps.filter(({ kind }) => kind === 'disturbed')).toEqual([]);
  });

  it('does not decide again about rounds that are followed by others', () => {
    const { all } = finish([], 3);
    const last = all.at(-1)?.round;
    const before = all.filter(({ round }) => round < (last ?? 0));
    const decisions = finish(before, 3).steps.filter(({ kind }) => kind === 'decided');
    expect(decisions.length).toBeLessThanOrEqual(2);
  });
});

describe('the run that a sweep goes on with', () => {
  it('is the first of the plan where nothing is recorded', () => {
    expect(nextRun(plan, gatherRuns())).toEqual(plan.runs[0]);
  });

  it('is the repetition of a disturbed run at the end of its round', () => {
    const disturbed = makeRunRecord({
      ...{ index: 2, round: 0, case: 'baseline' },
      disturbance: makeDisturbance(),
    });
    const records = [0, 1, 3].map((index) =>
      makeRunRecord({ index, round: plan.runs[index]?.round ?? 0 }),
    );
    expect(nextRun(plan, gatherRuns([...records, disturbed]))).toMatchObject({
      ...{ index: 2, attempt: 1 },
    });
  });

  it('is none where all are made', () => {
    const { all } = finish([], 1);
    expect(nextRun(plan, gatherRuns(all))).toBeUndefined();
  });

  it('is none where a failed run is all that a plan of one run has', () => {
    const one = makePlan({ cases: [baselineCase], runs: makeRuns([baselineCase], 1) });
    const failed = makeRunRecord({
      case: 'baseline',
      outcome: { status: 'failed', problem: 'x', stderr: '' },
    });
    const workload = makeWorkloadSpec({ rounds: 1 });
    const short = { ...one, profile: { ...one.profile, workload } };
    expect(nextRun(short, gatherRuns([failed]))).toBeUndefined();
  });
});
