import { describe, expect, it } from 'vitest';
import { compareHostsOf, compareSources } from '../../../../src/model/merge/compare-sources.ts';
import type { Manifest } from '../../../../src/model/manifest.ts';
import { makeModelFacts } from '../../../support/factory.ts';
import { asSources, makeSmallSweep, shardSweep } from '../../../support/shards.ts';

const [first, second] = asSources(shardSweep(makeSmallSweep(4), 2));
if (first === undefined || second === undefined) throw new Error('no shards');
const compare = (change: (manifest: Manifest) => Partial<Manifest>): readonly string[] =>
  compareSources(first, {
    ...second,
    manifest: { ...second.manifest, ...change(second.manifest) },
  });
const replan = (change: (plan: Manifest['plan']) => Partial<Manifest['plan']>) =>
  compare(({ plan }) => ({ plan: { ...plan, ...change(plan) } }));

describe('two folders', () => {
  it('hold parts of one measurement where only shard, host and place differ', () => {
    expect(compareSources(first, second)).toEqual([]);
    expect(compare(({ model }) => ({ model: { ...model, path: '/elsewhere' } }))).toEqual([]);
  });

  it('differ in what is said, with both values where they can be read', () => {
    expect(replan(() => ({ seed: 7 }))).toEqual([
      "shards/2 differs from shards/1 in: seed ('7', not '1')",
    ]);
    expect(
      compare(() => ({ toolVersion: '9.9.9', model: makeModelFacts({ bytes: 1, path: '/m' }) })),
    ).toEqual([
      "shards/2 differs from shards/1 in: version of emulate ('9.9.9', not '0.1.0'); model ('1 bytes (/m)', not '104857600 bytes')",
    ]);
  });

  it('differ without values where these are too long', () => {
    expect(replan(({ profile }) => ({ profile: { ...profile, title: 'Another one' } }))).toEqual([
      'shards/2 differs from shards/1 in: profile',
    ]);
    expect(replan(({ cases }) => ({ cases: cases.slice(1) }))).toEqual([
      'shards/2 differs from shards/1 in: cases',
    ]);
    expect(replan(() => ({ design: { kind: 'lhs', cases: 8 } }))[0]).toContain('in: design');
    expect(replan(() => ({ shard: { index: 2, of: 3 } }))).toEqual([
      "shards/2 differs from shards/1 in: number of shards ('3', not '2')",
    ]);
  });
});

describe('two profiles', () => {
  const asked = { ...{ quick: false, set: [], sweep: [], gate: true, seed: 1, threads: 2 } };
  const options = { ...asked, 'drop-global': false, '--': [] };
  const slower = (manifest: Manifest): Manifest['plan'] => ({
    ...manifest.plan,
    profile: { ...manifest.plan.profile, title: 'Slower' },
  });

  it('differ in the line where they were written differently', () => {
    const profileText = 'schema: profile/1\nname: slower\n';
    expect(compare((manifest) => ({ plan: slower(manifest), profileText }))).toEqual([
      "shards/2 differs from shards/1 in: profile, line 2 ('name: slower', not 'name: hbf-50gbps')",
    ]);
  });

  it('differ by the options that changed one of them', () => {
    const recorded = { ...first, manifest: { ...first.manifest, options } };
    const plan = slower(second.manifest);
    const set = ['tier.readBandwidth=25GB/s', 'tier.residency=50%'];
    const manifest = { ...second.manifest, plan, options: { ...options, quick: true, set } };
    expect(compareSources(recorded, { ...second, manifest })).toEqual([
      "shards/2 differs from shards/1 in: --quick ('true', not 'false'); --set ('tier.readBandwidth=25GB/s,tier.residency=50%', not 'none')",
    ]);
  });
});

describe('the machines of two folders', () => {
  it('are named where they are unlike', () => {
    expect(compareHostsOf(first, second)).toEqual([]);
    const { host } = second.manifest;
    const other = { ...second, manifest: { ...second.manifest, host: { ...host, cpus: 64 } } };
    expect(compareHostsOf(first, other)).toEqual([
      "shards/2 was measured on 'node-2', unlike 'node-1' of shards/1: processors ('64', not '2')",
    ]);
  });
});
