import type { RunRecord } from '../run-record.ts';

/** The runs that count, and those that do not. */
export interface CountedRuns {
  /** By case, then by round; the last completed attempt of each planned run. */
  readonly byCase: ReadonlyMap<string, ReadonlyMap<number, RunRecord>>;
  /** Planned runs that no attempt completed, each with its last attempt; in the order of the plan. */
  readonly failed: readonly RunRecord[];
}

const rank = (record: RunRecord): number => {
  if (record.verdict.verdict === 'failed' || record.outcome.status === 'failed') return 0;
  return record.outcome.status === 'partial' ? 1 : 2;
};

/**
 * Picks one attempt for each planned run: the last that completed, else the last that gave some
 * tests, else it failed. Warm-up rounds are left out.
 */
export const countRuns = (records: readonly RunRecord[]): CountedRuns => {
  const attempts = new Map<number, RunRecord>();
  for (const record of records) {
    if (record.round < 0) continue;
    const former = attempts.get(record.index);
    if (former === undefined || rank(record) >= rank(former)) attempts.set(record.index, record);
  }
  const byCase = new Map<string, Map<number, RunRecord>>();
  const failed: RunRecord[] = [];
  for (const record of [...attempts.values()].sort((left, right) => left.index - right.index)) {
    if (rank(record) === 0) {
      failed.push(record);
      continue;
    }
    const rounds = byCase.get(record.case) ?? new Map<number, RunRecord>();
    rounds.set(record.round, record);
    byCase.set(record.case, rounds);
  }
  return { byCase, failed };
};
