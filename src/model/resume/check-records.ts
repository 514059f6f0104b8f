import type { KeptRun } from '../kept-run.ts';
import type { Plan } from '../plan.ts';
import { failed, success, type Result } from '../result.ts';

/** A recorded run that the plan does not have, or has once. */
export interface StrayRecord {
  /** Its place among the records, from 0. */
  readonly at: number;
  readonly problem: string;
}

/** Checks that every record is of a planned run, and that no attempt is there twice. */
export const checkRecords = (
  { runs }: Plan,
  records: readonly KeptRun[],
): Result<void, StrayRecord> => {
  const planned = new Map(runs.map((run) => [run.index, run]));
  const first = new Map<string, number>();
  for (const [at, record] of records.entries()) {
    const run = planned.get(record.index);
    const got = `run ${record.index} of round ${record.round} with the case '${record.case}'`;
    if (run === undefined)
      return failed({ at, problem: `expected a run of the plan in manifest.json, got ${got}` });
    if (run.round !== record.round || run.caseId !== record.case)
      return failed({
        at,
        problem: `expected run ${run.index} of round ${run.round} with the case '${run.caseId}', as the plan in manifest.json has it, got ${got}`,
      });
    const key = `${record.index}.${record.attempt}`;
    const former = first.get(key);
    if (former !== undefined)
      return failed({
        at,
        problem: `expected each attempt once, got ${got} a second time, after line ${former + 1}`,
      });
    first.set(key, at);
  }
  return success(undefined);
};
