import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinShards } from '../../../../src/model/merge/join-shards.ts';
import { findMissingParts } from '../../../../src/model/merge/missing-parts.ts';
import type { MergeSource } from '../../../../src/model/merge/source.ts';
import { asSources, makeSmallSweep, shardSweep, valueOf } from '../../../support/shards.ts';

const strict = { allowUnlike: false, allowGaps: false };
const lax = { allowUnlike: true, allowGaps: true };

/** A sweep, into how many shards it is divided, and an order of these. */
const divided = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 2 }))
  .chain(([rounds, warmup]) =>
    fc.integer({ min: 1, max: 2 * rounds }).chain((of) => {
      const sweep = makeSmallSweep(rounds, warmup);
      const sources = asSources(shardSweep(sweep, of));
      const all = { minLength: of, maxLength: of };
      return fc.record({
        sweep: fc.constant(sweep),
        sources: fc.constant(sources),
        shuffled: fc.shuffledSubarray([...sources], all),
        some: fc.shuffledSubarray([...sources], { minLength: 1, maxLength: of }),
      });
    }),
  );

const asSource = (folder: string, sources: readonly MergeSource[]): MergeSource => {
  const { manifest, order } = valueOf(joinShards(sources, lax));
  return { folder, manifest, runs: order.flatMap(({ source, at }) => source.runs[at] ?? []) };
};

describe('joined shards', () => {
  it('have the whole plan and every run, in the order of rounds, then shards', () => {
    fc.assert(
      fc.property(divided, ({ sweep, sources, shuffled }) => {
        const { manifest, order, gaps } = valueOf(joinShards(shuffled, strict));
        expect(manifest.plan).toEqual(sweep.manifest.plan);
        expect(gaps).toEqual([]);
        expect(order).toHaveLength(sources.reduce((sum, { runs }) => sum + runs.length, 0));
        const runs = order.flatMap(({ source, at }) => source.runs[at] ?? []);
        expect(new Set(runs.map(({ index }) => index))).toEqual(
          new Set(sweep.runs.map(({ index }) => index)),
        );
        const keys = runs.map(({ round, shard }) => round * 100 + (shard ?? 0));
        expect(keys).toEqual(keys.toSorted((a, b) => a - b));
      }),
    );
  });

  it('do not depend on the order in which they are named, nor on steps in between', () => {
    fc.assert(
      fc.property(divided, ({ sources, shuffled, some }) => {
        const whole = asSource('whole', sources);
        expect(asSource('whole', shuffled)).toEqual(whole);
        const rest = sources.filter((source) => !some.includes(source));
        if (rest.length === 0) return;
        expect(asSource('whole', [...rest, asSource('part', some)])).toEqual(whole);
      }),
    );
  });

  it('lack what was not given, and are refused unless that is allowed', () => {
    fc.assert(
      fc.property(divided, ({ sources, some }) => {
        const missing = sources.length - some.length;
        const { manifest, order, gaps } = valueOf(joinShards(some, lax));
        expect(gaps).toHaveLength(missing);
        expect(joinShards(some, strict).ok).toBe(missing === 0);
        const runs = order.flatMap(({ source, at }) => source.runs[at] ?? []);
        expect(findMissingParts(manifest, runs)?.shards.length ?? 0).toBe(missing);
      }),
    );
  });

  it('are refused for one reason at a time, with what to do about it', () => {
    const [first, second] = asSources(shardSweep(makeSmallSweep(4), 2));
    if (first === undefined || second === undefined) throw new Error('no shards');
    const { manifest } = second;
    const reasonOf = (...sources: readonly MergeSource[]) => {
      const joined = joinShards(sources, strict);
      if (joined.ok || joined.failure.reason !== 'not-mergeable') throw new Error('was joined');
      return joined.failure.hint;
    };
    expect(reasonOf({ folder: 'all', ...makeSmallSweep(4) })).toContain("'emulate compare'");
    const reseeded = { ...manifest, plan: { ...manifest.plan, seed: 7 } };
    expect(reasonOf(first, { ...second, manifest: reseeded })).toContain('same files and options');
    expect(reasonOf(first, second, second)).toContain('once');
    const host = { ...manifest.host, cpus: 64 };
    expect(reasonOf(first, { ...second, manifest: { ...manifest, host } })).toContain(
      '--allow-unlike',
    );
    expect(reasonOf(first)).toContain('--allow-gaps');
  });
});
