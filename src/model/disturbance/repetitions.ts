import type { KeptRun } from '../kept-run.ts';
import type { Plan, PlannedRun } from '../plan.ts';
import { isWorthRepeating } from './is-disturbed.ts';

/** Repetitions in a whole sweep, as a share of the planned runs that count. */
export const mostRepetitions = 0.5;

/**
 * How many repetitions a sweep may have made by the end of a round: half as many as its fewest rounds
 * have runs, or the rounds up to this one where they are more. A machine that is never quiet so makes a
 * sweep no more than half as long again.
 */
export const repetitionBudget = (plan: Plan, round: number): number => {
  const rounds = Math.max(plan.profile.workload.rounds, round + 1);
  const counted = plan.runs.filter((run) => run.round >= 0 && run.round < rounds);
  return Math.floor(counted.length * mostRepetitions);
};

/** The repetition of a run that has ended, when it is to have one; `made` were made or are due already. */
export const nextAttempt = (
  plan: Plan,
  run: PlannedRun,
  record: KeptRun,
  made: number,
): PlannedRun | undefined => {
  const attempt = (run.attempt ?? 0) + 1;
  const { disturbance } = plan.profile.workload;
  return isWorthRepeating(record) &&
    attempt <= (disturbance?.repeats ?? 0) &&
    made < repetitionBudget(plan, run.round)
    ? { ...run, attempt }
    : undefined;
};

/** Runs in their order, but that of the reference case first: all others of its round hang on it. */
export const referenceFirst = (
  { cases, reference }: Pick<Plan, 'cases' | 'reference'>,
  runs: readonly PlannedRun[],
): readonly PlannedRun[] => {
  const id = cases.find(({ kind }) => kind === reference)?.id;
  return [
    ...runs.filter(({ caseId }) => caseId === id),
    ...runs.filter(({ caseId }) => caseId !== id),
  ];
};
