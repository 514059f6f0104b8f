import { describe, expect, it } from 'vitest';
import { runsOfShard, shardsIn } from '../../../../src/model/merge/source.ts';
import { joinShards } from '../../../../src/model/merge/join-shards.ts';
import { asSources, makeSmallSweep, shardSweep, valueOf } from '../../../support/shards.ts';

const sweep = makeSmallSweep(6);
const sources = asSources(shardSweep(sweep, 3));
const [second] = sources.slice(1);

describe('a folder that is to be merged', () => {
  it('holds the shard that its plan names, with the runs that it had to make', () => {
    if (second === undefined) throw new Error('no shard');
    const [shard, ...others] = shardsIn(second);
    expect(others).toEqual([]);
    expect(shard?.facts).toMatchObject({ index: 2, of: 3, folder: '2' });
    expect(shard?.facts.planned).toEqual(second.manifest.plan.runs.map(({ index }) => index));
    expect(shard === undefined ? [] : runsOfShard(shard)).toEqual(second.runs);
  });

  it('is named by the end of its path, however that is written', () => {
    if (second === undefined) throw new Error('no shard');
    for (const folder of ['/a/two', 'two/', 'two', './two//'])
      expect(shardsIn({ ...second, folder })[0]?.facts.folder).toBe('two');
  });

  it('holds no shard where it is a whole sweep', () => {
    expect(shardsIn({ folder: 'whole', ...sweep })).toEqual([]);
  });

  it('holds the shards that were merged into it', () => {
    const { manifest, order } = valueOf(
      joinShards(sources, { allowUnlike: false, allowGaps: false }),
    );
    const runs = order.flatMap(({ source, at }) => source.runs[at] ?? []);
    const merged = shardsIn({ folder: 'merged', manifest, runs });
    expect(merged.map(({ facts }) => facts.folder)).toEqual(['1', '2', '3']);
    expect(merged.map((shard) => runsOfShard(shard).length)).toEqual(
      sources.map((source) => source.runs.length),
    );
  });
});
