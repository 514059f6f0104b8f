import type { Plan } from '../plan.ts';
import type { RunRecord } from '../run-record.ts';

/** The rounds that count of a sweep, as far as it came. */
export interface RoundCount {
  /** Rounds of which every planned run is recorded, whatever came of it. */
  readonly whole: number;
  /** Rounds of which only some are. */
  readonly begun: number;
}

/** Counts the rounds that were made. */
export const countRounds = (
  { runs }: Plan,
  records: readonly Pick<RunRecord, 'index' | 'round'>[],
): RoundCount => {
  const made = new Map<number, Set<number>>();
  for (const { index, round } of records)
    if (round >= 0) made.set(round, (made.get(round) ?? new Set()).add(index));
  const planned = new Map<number, number>();
  for (const { round } of runs) planned.set(round, (planned.get(round) ?? 0) + 1);
  const whole = [...made].filter(([round, each]) => each.size >= (planned.get(round) ?? 0)).length;
  return { whole, begun: made.size - whole };
};
