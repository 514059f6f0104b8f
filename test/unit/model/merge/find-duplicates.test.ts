import { describe, expect, it } from 'vitest';
import { findDuplicates } from '../../../../src/model/merge/find-duplicates.ts';
import { shardsIn, type MergeSource } from '../../../../src/model/merge/source.ts';
import { asSources, makeSmallSweep, shardSweep } from '../../../support/shards.ts';

const [first, second] = asSources(shardSweep(makeSmallSweep(4), 2));
if (first === undefined || second === undefined) throw new Error('no shards');
const last = (source: MergeSource) => {
  const run = source.runs.at(-1);
  if (run === undefined) throw new Error('no run');
  return run;
};
const find = (...sources: readonly MergeSource[]) => findDuplicates(sources.flatMap(shardsIn));

describe('duplicates', () => {
  it('are none among different shards, nor are attempts at one run', () => {
    expect(find(first, second)).toEqual([]);
    const again = { ...last(first), attempt: 1 };
    expect(find({ ...first, runs: [...first.runs, again] }, second)).toEqual([]);
  });

  it('are shards that are there twice, with their folders', () => {
    expect(find(first, second, { ...second, folder: 'copy' })).toEqual([
      'shard 2/2 is there 2 times: shards/2, copy',
    ]);
  });

  it('are runs that are recorded twice', () => {
    const run = last(first);
    expect(find({ ...first, runs: [...first.runs, run, run] })).toEqual([
      `shards/1 holds a run 3 times: round ${run.round}, case ${run.case}, attempt 0 of shard 1/2`,
    ]);
  });

  it.each([
    ['another shard', { ...last(second), shard: 1 }],
    ['another round', { ...last(first), round: 99, attempt: 1 }],
    ['another case', { ...last(first), case: 'other', attempt: 1 }],
  ])('are runs of %s than planned', (_, run) => {
    expect(find({ ...first, runs: [...first.runs, run] })).toEqual([
      `shards/1 holds a run that is not planned for shard 1/2: round ${run.round}, case ${run.case}, attempt ${run.attempt}`,
    ]);
  });
});
