import type { RunRecord } from '../run-record.ts';

/** What a round is told by; the same number may be that of a round on another machine. */
export type RoundKey = number | string;

/**
 * Within what a ratio is taken: a round of one shard. Where several shards have a part of the same round,
 * each has a reference of its own.
 */
export const roundKey = ({ round, shard }: Pick<RunRecord, 'round' | 'shard'>): RoundKey =>
  shard === undefined ? round : `${shard}/${round}`;
