import type { Manifest, ShardFacts } from '../manifest.ts';
import type { RunRecord } from '../run-record.ts';

/** A shard that is there without all of its runs. */
export interface IncompleteShard {
  readonly index: number;
  /** Runs that it had to make. */
  readonly planned: number;
  /** How many of them are not recorded; 1 or more. */
  readonly missing: number;
}

/** What a merged sweep lacks of its plan. */
export interface MissingParts {
  /** Into how many shards the plan was divided. */
  readonly of: number;
  /** The numbers of the shards that are not there, rising. */
  readonly shards: readonly number[];
  readonly incomplete: readonly IncompleteShard[];
}

/** The numbers of the shards, from 1 to `of`, that are not among those given. */
export const absentShards = (
  shards: readonly Pick<ShardFacts, 'index' | 'of'>[],
): readonly number[] => {
  const there = new Set(shards.map(({ index }) => index));
  const of = shards[0]?.of ?? 0;
  return Array.from({ length: of }, (_, at) => at + 1).filter((index) => !there.has(index));
};

/** What a merged sweep lacks of its plan; undefined where it is whole or was not merged. */
export const findMissingParts = (
  { shards = [] }: Pick<Manifest, 'shards'>,
  runs: readonly Pick<RunRecord, 'index' | 'shard'>[],
): MissingParts | undefined => {
  const absent = absentShards(shards);
  const made = new Map(shards.map(({ index }) => [index, new Set<number>()]));
  for (const { index, shard } of runs) made.get(shard ?? 0)?.add(index);
  const incomplete = shards.flatMap(({ index, planned }): readonly IncompleteShard[] => {
    const missing = planned.filter((each) => made.get(index)?.has(each) !== true).length;
    return missing === 0 ? [] : [{ index, planned: planned.length, missing }];
  });
  return absent.length + incomplete.length === 0
    ? undefined
    : { of: shards[0]?.of ?? 0, shards: absent, incomplete };
};
