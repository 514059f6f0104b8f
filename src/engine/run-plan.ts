import type { Failure } from '../model/failure.ts';
import { keepForDecisions, type KeptRun } from '../model/kept-run.ts';
import type { Plan, PlannedRun } from '../model/plan.ts';
import { success, type Result } from '../model/result.ts';
import { gatherRuns } from '../model/resume/made-runs.ts';
import { stepsLeft } from '../model/resume/steps.ts';
import type { RunLog } from '../ports/run-log.ts';
import { runCase } from './run-case.ts';
import type { RunContext } from './run-context.ts';

/** How a sweep ended. */
export interface SweepOutcome {
  /** Planned runs of which every attempt failed, in whole or in part, or whose constraint has no good verdict. */
  readonly failedRuns: number;
  readonly interrupted: boolean;
  /** Why it ended before the plan did, other than by an interruption. */
  readonly stopped?: Failure;
}

const isFailed = (record: KeptRun): boolean =>
  record.outcome.status !== 'completed' || record.verdict.verdict === 'failed';

/** Planned runs of which no attempt is good. */
export const countFailed = (records: readonly KeptRun[]): number => {
  const planned = new Set(records.map(({ index }) => index));
  const good = new Set(records.filter((each) => !isFailed(each)).map(({ index }) => index));
  return planned.size - good.size;
};

/** The run of the warm-up that a sweep makes again when it goes on; undefined where it has no warm-up. */
const warmUpRun = ({ cases, reference, runs }: Plan): PlannedRun | undefined => {
  const id = cases.find(({ kind }) => kind === reference)?.id;
  return runs.find(({ round, caseId }) => round < 0 && caseId === id);
};

/**
 * A machine that did something else since the interruption is not as warm as one that was measuring: the
 * warm-up's run of the reference is made once more, and what it measures is thrown away.
 */
const warmUpAgain = async (context: RunContext): Promise<void> => {
  const run = warmUpRun(context.plan);
  if (run === undefined) return;
  const step = 'warm up again after the interruption';
  context.observe({ kind: 'step-began', step, detail: run.caseId });
  await runCase(context, run);
  context.observe({ kind: 'step-ended', step });
};

/**
 * Makes the planned runs that are not made yet, one at a time, and records each before the next begins.
 * Runs that were disturbed are made again at the end of their round, so that the disturbance has time to
 * pass and ratios stay within the round. A run that fails is recorded and the sweep goes on; it ends
 * when no further round is needed, or early when it is cancelled or cannot be recorded.
 */
export const runPlan = async (
  context: RunContext,
  log: RunLog,
  before?: readonly KeptRun[],
): Promise<Result<SweepOutcome, Failure>> => {
  const { observe, plan, signal } = context;
  const made = gatherRuns(before);
  const keep = keepForDecisions(plan);
  let isWarm = before === undefined || before.length === 0;

  /** Gives why no further run can be made, when none can. */
  const measure = async (run: PlannedRun): Promise<Result<Failure | undefined, Failure>> => {
    if (!isWarm && run.round >= 0) await warmUpAgain(context);
    isWarm = true;
    if (signal.aborted) return success(undefined);
    observe({ kind: 'run-began', run, plan });
    const { record, stop } = await runCase(context, run);
    if (record === undefined) return success(stop);
    const appended = await log.append(record);
    if (!appended.ok) return appended;
    // What no decision needs is in the record on the disk.
    const kept = keep(record);
    made.add(kept);
    observe({ kind: 'run-ended', run, record, kept });
    return success(stop);
  };

  observe({
    kind: 'sweep-began',
    plan,
    folder: log.folder,
    ...(before === undefined ? {} : { before }),
  });
  let stopped: Failure | undefined;
  for (const step of stepsLeft(plan, made)) {
    if (step.kind === 'disturbed') {
      const why = step.record.disturbance?.why ?? [];
      observe({ kind: 'run-disturbed', run: step.run, why, again: step.again });
      continue;
    }
    if (signal.aborted) break;
    if (step.kind === 'decided') {
      observe({ kind: 'rounds-decided', decision: step.decision });
      continue;
    }
    const measured = await measure(step.run);
    if (!measured.ok) return measured;
    stopped = measured.value;
    if (stopped !== undefined) break;
  }
  const failedRuns = countFailed(made.all);
  observe({ kind: 'sweep-ended', folder: log.folder, failed: failedRuns });
  return success({
    ...{ failedRuns, interrupted: signal.aborted },
    ...(stopped === undefined ? {} : { stopped }),
  });
};
