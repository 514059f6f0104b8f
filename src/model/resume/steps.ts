import { isDisturbed } from '../disturbance/is-disturbed.ts';
import { nextAttempt, referenceFirst } from '../disturbance/repetitions.ts';
import type { KeptRun } from '../kept-run.ts';
import { decideRounds } from '../plan/decide-rounds.ts';
import type { RoundsDecision } from '../plan/rounds-decision.ts';
import type { Plan, PlannedRun } from '../plan.ts';
import type { MadeRuns } from './made-runs.ts';

/** What comes next in a sweep. */
export type Step =
  /** To be made and added to the runs before the next step is asked for; the sweep ends where it is not. */
  | { readonly kind: 'run'; readonly run: PlannedRun }
  /** The run that was just made was disturbed. */
  | {
      readonly kind: 'disturbed';
      readonly run: PlannedRun;
      readonly record: KeptRun;
      /** Whether it is made again at the end of its round. */
      readonly again: boolean;
    }
  /** A round that counts is whole, and none after it is begun. */
  | { readonly kind: 'decided'; readonly decision: RoundsDecision };

/** Rounds in the order in which they are made. */
const roundsOf = (runs: readonly PlannedRun[]): ReadonlyMap<number, readonly PlannedRun[]> => {
  const rounds = new Map<number, PlannedRun[]>();
  for (const run of runs) {
    const round = rounds.get(run.round);
    if (round === undefined) rounds.set(run.round, [run]);
    else round.push(run);
  }
  return rounds;
};

/**
 * What is left of a sweep, step by step: the planned runs round by round, disturbed ones again at the end
 * of their round, until no further round is needed. What to do next follows from the plan and the runs
 * that are made alone; so a sweep that was interrupted goes on as if it had not been.
 */
export function* stepsLeft(plan: Plan, made: MadeRuns): Generator<Step, void, void> {
  const reached = made.all.reduce((last, { round }) => Math.max(last, round), -Infinity);
  let repetitions = 0;
  for (const [number, round] of roundsOf(plan.runs)) {
    let due = round;
    while (due.length > 0) {
      const again: PlannedRun[] = [];
      for (const run of due) {
        const before = made.recordOf(run);
        if (before === undefined) yield { kind: 'run', run };
        const record = before ?? made.recordOf(run);
        if (record === undefined) return;
        if (!isDisturbed(record)) continue;
        const next = nextAttempt(plan, run, record, repetitions);
        if (before === undefined)
          yield { kind: 'disturbed', run, record, again: next !== undefined };
        if (next === undefined) continue;
        repetitions += 1;
        again.push(next);
      }
      due = referenceFirst(plan, again);
    }
    // That a later round was begun says how it was decided then.
    if (number < 0 || number < reached) continue;
    const decision = decideRounds(plan, made.all);
    yield { kind: 'decided', decision };
    if (!decision.more) return;
  }
}

/** The run that a sweep goes on with; undefined when nothing is left to be made. */
export const nextRun = (plan: Plan, made: MadeRuns): PlannedRun | undefined => {
  for (const step of stepsLeft(plan, made)) if (step.kind === 'run') return step.run;
  return undefined;
};
