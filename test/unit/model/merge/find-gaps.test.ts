import { describe, expect, it } from 'vitest';
import { findGaps } from '../../../../src/model/merge/find-gaps.ts';
import { joinShards } from '../../../../src/model/merge/join-shards.ts';
import { shardsIn } from '../../../../src/model/merge/source.ts';
import { asSources, makeSmallSweep, shardSweep, valueOf } from '../../../support/shards.ts';

const sources = asSources(shardSweep(makeSmallSweep(6), 3));
const [first, second, third] = sources;
if (first === undefined || second === undefined || third === undefined)
  throw new Error('no shards');
const planned = first.manifest.plan.runs.length;
const torn = { ...first, runs: first.runs.slice(0, -2) };

describe('gaps', () => {
  it('are none where every planned run is recorded', () => {
    expect(findGaps(sources.flatMap(shardsIn))).toEqual([]);
  });

  it('are shards that are missing, with the options that make them', () => {
    expect(findGaps([second].flatMap(shardsIn))).toEqual([
      'shard 1/3 is missing: make it with --shard 1/3 and the other options of shards/2',
      'shard 3/3 is missing: make it with --shard 3/3 and the other options of shards/2',
    ]);
  });

  it('are runs that are missing, with the command that makes them', () => {
    expect(findGaps([torn, second, third].flatMap(shardsIn))).toEqual([
      `shards/1 lacks 2 of the ${planned} runs of shard 1/3: make them with 'emulate run --resume shards/1'`,
    ]);
  });

  it('are closed at their source where they were merged already', () => {
    const { manifest, order } = valueOf(
      joinShards([torn, second, third], { allowUnlike: false, allowGaps: true }),
    );
    const runs = order.flatMap(({ source, at }) => source.runs[at] ?? []);
    expect(findGaps(shardsIn({ folder: 'part', manifest, runs }))).toEqual([
      `part lacks 2 of the ${planned} runs of shard 1/3: complete '1', which it was merged from, and merge that`,
    ]);
  });
});
