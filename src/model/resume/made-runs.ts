import type { KeptRun } from '../kept-run.ts';
import type { PlannedRun } from '../plan.ts';

/** The attempts of a sweep that are recorded, those of former sessions among them. */
export interface MadeRuns {
  /** In the order in which they were made. */
  readonly all: readonly KeptRun[];
  /** The record of this attempt; undefined when it is not made. */
  recordOf(run: PlannedRun): KeptRun | undefined;
  /** Takes an attempt that was just recorded. */
  add(record: KeptRun): void;
}

/** Gathers attempts, beginning with those that were recorded before. */
export const gatherRuns = (before: readonly KeptRun[] = []): MadeRuns => {
  const all = [...before];
  /** By attempt, then by index: a sweep of many runs has few attempts of each. */
  const byAttempt: Map<number, KeptRun>[] = [];
  const place = (record: KeptRun): void => {
    (byAttempt[record.attempt] ??= new Map()).set(record.index, record);
  };
  all.forEach(place);
  return {
    all,
    recordOf: ({ index, attempt = 0 }) => byAttempt[attempt]?.get(index),
    add: (record) => {
      all.push(record);
      place(record);
    },
  };
};
