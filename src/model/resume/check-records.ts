import type { KeptRun } from '../kept-run.ts';
import type { Plan } from '../plan.ts';
import { failed, success, type Result } from '../result.ts';

/** A recorded run that the plan does not have, or has once. */
export interface StrayRecord {
  /** Its place among the records, from 0. */
  readonly at: number;
  readonly problem: string;
}

const describe = (record: KeptRun): string =>
  `run ${record.index} of round ${record.round} with the case '${record.case}'`;

/** Checks that every record is of a planned run, and that no attempt is there twice. */
export const checkRecords = (
  { runs }: Plan,
  records: readonly KeptRun[],
): Result<void, StrayRecord> => {
  const planned = new Map(runs.map((run) => [run.index, run]));
  /** Of each attempt the places of its runs. */
  const first: Map<number, number>[] = [];
  for (const [at, record] of records.entries()) {
    const run = planned.get(record.index);
    if (run === undefined)
      return failed({
        at,
        problem: `expected a run of the plan in manifest.json, got ${describe(record)}`,
      });
    if (run.round !== record.round || run.caseId !== record.case)
      return failed({
        at,
        problem: `expected run ${run.index} of round ${run.round} with the case '${run.caseId}', as the plan in manifest.json has it, got ${describe(record)}`,
      });
    const places = (first[record.attempt] ??= new Map());
    const former = places.get(record.index);
    if (former !== undefined)
      return failed({
        at,
        problem: `expected each attempt once, got ${describe(record)} a second time, after line ${former + 1}`,
      });
    places.set(record.index, at);
  }
  return success(undefined);
};
