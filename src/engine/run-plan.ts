import PQueue from 'p-queue';
import type { Failure } from '../model/failure.ts';
import type { PlannedRun } from '../model/plan.ts';
import { success, type Result } from '../model/result.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { RunLog } from '../ports/run-log.ts';
import { runCase } from './run-case.ts';
import type { RunContext } from './run-context.ts';

/** How a sweep ended. */
export interface SweepOutcome {
  readonly runs: readonly RunRecord[];
  /** Runs that failed, in whole or in part, or whose constraint has no good verdict. */
  readonly failedRuns: number;
  readonly interrupted: boolean;
}

const isFailed = (record: RunRecord): boolean =>
  record.outcome.status !== 'completed' || record.verdict.verdict === 'failed';

/**
 * Makes every planned run, one at a time, and records each before the next begins. A run that fails
 * is recorded and the sweep goes on; it ends early when it is cancelled or cannot be recorded.
 */
export const runPlan = async (
  context: RunContext,
  log: RunLog,
): Promise<Result<SweepOutcome, Failure>> => {
  const { observe, plan, signal } = context;
  const queue = new PQueue({ concurrency: 1 });
  const records: RunRecord[] = [];
  let broken: Failure | undefined;
  let crash: { readonly error: unknown } | undefined;

  const measure = async (run: PlannedRun): Promise<void> => {
    observe({ kind: 'run-began', run, plan });
    const record = await runCase(context, run);
    if (record === undefined) return;
    const appended = await log.append(record);
    if (!appended.ok) {
      broken = appended.failure;
      queue.clear();
      return;
    }
    records.push(record);
    observe({ kind: 'run-ended', run, record });
  };

  /** A mistake in this program ends the sweep, and the caller hears of it. */
  const attempt = async (run: PlannedRun): Promise<void> => {
    try {
      await measure(run);
    } catch (error) {
      crash = { error };
      queue.clear();
    }
  };

  const stop = (): void => {
    queue.clear();
  };
  signal.addEventListener('abort', stop, { once: true });
  observe({ kind: 'sweep-began', plan, folder: log.folder });
  for (const run of signal.aborted ? [] : plan.runs) void queue.add(() => attempt(run));
  await queue.onIdle();
  signal.removeEventListener('abort', stop);

  if (crash !== undefined) throw crash.error;
  if (broken !== undefined) return { ok: false, failure: broken };
  const failedRuns = records.filter(isFailed).length;
  observe({ kind: 'sweep-ended', folder: log.folder, failed: failedRuns });
  return success({ runs: records, failedRuns, interrupted: signal.aborted });
};
