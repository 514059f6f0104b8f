import { isDisturbed } from '../disturbance/is-disturbed.ts';
import { disturbanceOf } from '../disturbance/shares.ts';
import type { KeptRun } from '../kept-run.ts';
import type { RunRecord } from '../run-record.ts';
import { withoutGate } from '../verdict.ts';
import { roundKey, type RoundKey } from './round-key.ts';

/** How recorded runs are counted. */
export interface Counting {
  /** False: as if no run had been disturbed, and none repeated for that. */
  readonly gate: boolean;
}

/** The runs that count, and those that do not. */
export interface CountedRuns<Run extends KeptRun = RunRecord> {
  /** By case, then by round and shard; the one attempt of each planned run that counts. */
  readonly byCase: ReadonlyMap<string, ReadonlyMap<RoundKey, Run>>;
  /** Planned runs that no attempt completed, each with its last attempt; in the order of the plan. */
  readonly failed: readonly Run[];
  /** Whether disturbed runs are told from others. */
  readonly gate: boolean;
}

type Rank = 'failed' | 'partial' | 'disturbed' | 'clean';
const ranks: readonly Rank[] = ['failed', 'partial', 'disturbed', 'clean'];

const rankOf = (record: KeptRun, gate: boolean): Rank => {
  if (record.verdict.verdict === 'failed' || record.outcome.status === 'failed') return 'failed';
  if (record.outcome.status === 'partial') return 'partial';
  return gate && isDisturbed(record) ? 'disturbed' : 'clean';
};

/** Whether a later attempt counts instead of a former one. */
const counts = (later: KeptRun, former: KeptRun, gate: boolean): boolean => {
  const [rank, before] = [rankOf(later, gate), rankOf(former, gate)];
  if (rank !== before) return ranks.indexOf(rank) > ranks.indexOf(before);
  // Without the gate there would have been no repetition.
  if (!gate) return later.attempt === former.attempt;
  const [taken, takenBefore] = [later, former].map(({ disturbance }) =>
    disturbanceOf(disturbance?.activity),
  );
  return rank !== 'disturbed' || (taken ?? Infinity) <= (takenBefore ?? Infinity);
};

/** Which planned run it is: of a divided round several shards make the reference. */
const plannedKey = ({ index, shard }: KeptRun): number | string =>
  shard === undefined ? index : `${shard}/${index}`;

const inPlan = (left: KeptRun, right: KeptRun): number =>
  left.index - right.index || (left.shard ?? 0) - (right.shard ?? 0);

/**
 * Picks one attempt for each planned run: the last that completed undisturbed, else of those that
 * completed the one from which least was taken, else the last that gave some tests, else it failed.
 * What an attempt measured plays no part. Warm-up rounds are left out.
 */
export const countRuns = <Run extends KeptRun>(
  records: readonly Run[],
  { gate }: Counting = { gate: true },
): CountedRuns<Run> => {
  const attempts = new Map<number | string, Run>();
  const judged = gate ? records : records.map(withoutGate);
  for (const record of judged.toSorted((one, other) => one.attempt - other.attempt)) {
    if (record.round < 0) continue;
    const key = plannedKey(record);
    const former = attempts.get(key);
    if (former === undefined || counts(record, former, gate)) attempts.set(key, record);
  }
  const byCase = new Map<string, Map<RoundKey, Run>>();
  const failed: Run[] = [];
  for (const record of [...attempts.values()].sort(inPlan)) {
    if (rankOf(record, gate) === 'failed') {
      failed.push(record);
      continue;
    }
    const rounds = byCase.get(record.case) ?? new Map<RoundKey, Run>();
    rounds.set(roundKey(record), record);
    byCase.set(record.case, rounds);
  }
  return { byCase, failed, gate };
};
