import type { PlannedRun } from '../plan.ts';
import type { RunRecord } from '../run-record.ts';

/** The attempts of a sweep that are recorded, those of former sessions among them. */
export interface MadeRuns {
  /** In the order in which they were made. */
  readonly all: readonly RunRecord[];
  /** The record of this attempt; undefined when it is not made. */
  recordOf(run: PlannedRun): RunRecord | undefined;
  /** Takes an attempt that was just recorded. */
  add(record: RunRecord): void;
}

const keyOf = (index: number, attempt: number): string => `${index}.${attempt}`;

/** Gathers attempts, beginning with those that were recorded before. */
export const gatherRuns = (before: readonly RunRecord[] = []): MadeRuns => {
  const all = [...before];
  const byAttempt = new Map(all.map((record) => [keyOf(record.index, record.attempt), record]));
  return {
    all,
    recordOf: ({ index, attempt = 0 }) => byAttempt.get(keyOf(index, attempt)),
    add: (record) => {
      all.push(record);
      byAttempt.set(keyOf(record.index, record.attempt), record);
    },
  };
};
