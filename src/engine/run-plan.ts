import { isDisturbed } from '../model/disturbance/is-disturbed.ts';
import { nextAttempt, referenceFirst } from '../model/disturbance/repetitions.ts';
import type { Failure } from '../model/failure.ts';
import { decideRounds } from '../model/plan/decide-rounds.ts';
import type { PlannedRun } from '../model/plan.ts';
import { success, type Result } from '../model/result.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { RunLog } from '../ports/run-log.ts';
import { runCase } from './run-case.ts';
import type { RunContext } from './run-context.ts';

/** How a sweep ended. */
export interface SweepOutcome {
  /** Every attempt, in the order in which it was made. */
  readonly runs: readonly RunRecord[];
  /** Planned runs of which every attempt failed, in whole or in part, or whose constraint has no good verdict. */
  readonly failedRuns: number;
  readonly interrupted: boolean;
}

const isFailed = (record: RunRecord): boolean =>
  record.outcome.status !== 'completed' || record.verdict.verdict === 'failed';

const countFailed = (records: readonly RunRecord[]): number => {
  const planned = new Set(records.map(({ index }) => index));
  const good = new Set(records.filter((each) => !isFailed(each)).map(({ index }) => index));
  return planned.size - good.size;
};

/** Rounds in the order in which they are made. */
const roundsOf = (runs: readonly PlannedRun[]): readonly (readonly PlannedRun[])[] => {
  const rounds = new Map<number, PlannedRun[]>();
  for (const run of runs) rounds.set(run.round, [...(rounds.get(run.round) ?? []), run]);
  return [...rounds.values()];
};

/**
 * Makes the planned runs round by round, one at a time, and records each before the next begins. Runs
 * that were disturbed are made again at the end of their round, so that the disturbance has time to
 * pass and ratios stay within the round. A run that fails is recorded and the sweep goes on; it ends
 * when no further round is needed, or early when it is cancelled or cannot be recorded.
 */
export const runPlan = async (
  context: RunContext,
  log: RunLog,
): Promise<Result<SweepOutcome, Failure>> => {
  const { observe, plan, signal } = context;
  const records: RunRecord[] = [];
  let broken: Failure | undefined;
  let repetitions = 0;
  const isOver = (): boolean => signal.aborted || broken !== undefined;

  const measure = async (run: PlannedRun): Promise<RunRecord | undefined> => {
    observe({ kind: 'run-began', run, plan });
    const record = await runCase(context, run);
    if (record === undefined) return undefined;
    const appended = await log.append(record);
    if (!appended.ok) {
      broken = appended.failure;
      return undefined;
    }
    records.push(record);
    observe({ kind: 'run-ended', run, record });
    return record;
  };

  /** Makes runs in turn. Gives those that are to be made again. */
  const makeAll = async (runs: readonly PlannedRun[]): Promise<readonly PlannedRun[]> => {
    const again: PlannedRun[] = [];
    for (const run of runs) {
      const record = isOver() ? undefined : await measure(run);
      if (record === undefined || !isDisturbed(record)) continue;
      const next = nextAttempt(plan, run, record, repetitions);
      const why = record.disturbance?.why ?? [];
      observe({ kind: 'run-disturbed', run, why, again: next !== undefined });
      if (next === undefined) continue;
      repetitions += 1;
      again.push(next);
    }
    return again;
  };

  const needsMore = (): boolean => {
    const decision = decideRounds(plan, records);
    observe({ kind: 'rounds-decided', decision });
    return decision.more;
  };

  observe({ kind: 'sweep-began', plan, folder: log.folder });
  for (const round of roundsOf(plan.runs)) {
    let due = round;
    while (due.length > 0) due = referenceFirst(plan, await makeAll(due));
    if (isOver()) break;
    if (round.some((run) => run.round >= 0) && !needsMore()) break;
  }
  if (broken !== undefined) return { ok: false, failure: broken };
  const failedRuns = countFailed(records);
  observe({ kind: 'sweep-ended', folder: log.folder, failed: failedRuns });
  return success({ runs: records, failedRuns, interrupted: signal.aborted });
};
