import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absentShards, findMissingParts } from '../../../../src/model/merge/missing-parts.ts';
import { shardsIn } from '../../../../src/model/merge/source.ts';
import { asSources, makeSmallSweep, shardSweep } from '../../../support/shards.ts';

const sources = asSources(shardSweep(makeSmallSweep(6), 3));
const shards = sources.flatMap(shardsIn).map(({ facts }) => facts);
const runs = sources.flatMap((source) => source.runs);

describe('what a merged sweep lacks', () => {
  it('is nothing where every shard made its runs, or where nothing was merged', () => {
    expect(findMissingParts({ shards }, runs)).toBeUndefined();
    expect(findMissingParts({}, runs)).toBeUndefined();
    // Repetitions make up for no other run.
    expect(findMissingParts({ shards }, [...runs, ...runs.slice(0, 3)])).toBeUndefined();
  });

  it('is the shards that are not there, and the runs of those that are', () => {
    const there = shards.filter(({ index }) => index !== 2);
    const made = runs.filter(({ shard }) => shard !== 2).slice(3);
    expect(findMissingParts({ shards: there }, made)).toEqual({
      of: 3,
      shards: [2],
      incomplete: [{ index: 1, planned: shards[0]?.planned.length, missing: 3 }],
    });
  });

  it('is with what is there every number once', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 40 })
          .chain((of) =>
            fc.tuple(fc.constant(of), fc.subarray(Array.from({ length: of }, (_, at) => at + 1))),
          ),
        ([of, there]) => {
          const absent = absentShards(there.map((index) => ({ index, of })));
          if (there.length === 0) expect(absent).toEqual([]);
          else
            expect([...absent, ...there].toSorted((a, b) => a - b)).toEqual(
              Array.from({ length: of }, (_, at) => at + 1),
            );
        },
      ),
    );
  });
});
