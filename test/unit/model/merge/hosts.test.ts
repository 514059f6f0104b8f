import { describe, expect, it } from 'vitest';
import { joinShards } from '../../../../src/model/merge/join-shards.ts';
import { hostOfRun, listHosts, runsOfHost } from '../../../../src/model/merge/hosts.ts';
import type { HostFacts } from '../../../../src/model/host-facts.ts';
import { asSources, makeSmallSweep, shardSweep, valueOf } from '../../../support/shards.ts';

const sweep = makeSmallSweep(6);
const mergeOn = (hostOf: (index: number) => Partial<HostFacts>) => {
  const sources = asSources(shardSweep(sweep, 3, hostOf));
  const { manifest } = valueOf(joinShards(sources, { allowUnlike: true, allowGaps: false }));
  return { manifest, runs: shardSweep(sweep, 3, hostOf).flatMap(({ runs }) => runs) };
};
const namesAndShards = (hostOf: (index: number) => Partial<HostFacts>) =>
  listHosts(mergeOn(hostOf).manifest).map(({ name, shards }) => [
    name,
    shards.map(({ index }) => index),
  ]);

describe('the hosts of a merged sweep', () => {
  it('are none where nothing was merged', () => {
    expect(listHosts(sweep.manifest)).toEqual([]);
  });

  it('are one for the shards that one machine made, also when it was started anew between', () => {
    const hostname = (index: number) => (index === 2 ? 'b' : 'a');
    expect(
      namesAndShards((index) => ({ hostname: hostname(index), bootId: String(index) })),
    ).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });

  it('are told apart where two have one name', () => {
    expect(namesAndShards((index) => ({ hostname: 'a', cpus: index === 1 ? 2 : 4 }))).toEqual([
      ['a', [1]],
      ['a (2)', [2, 3]],
    ]);
  });

  it('have every run once among them', () => {
    const { manifest, runs } = mergeOn((index) => ({ hostname: index === 2 ? 'b' : 'a' }));
    const hosts = listHosts(manifest);
    expect(hosts.flatMap((host) => runsOfHost(host, runs)).length).toBe(runs.length);
    for (const host of hosts)
      for (const run of runsOfHost(host, runs))
        expect(hostOfRun(manifest, run).hostname).toBe(host.name);
  });

  it('are the one of the manifest for a run of no shard', () => {
    expect(hostOfRun(sweep.manifest, {}).hostname).toBe('bench-1');
  });
});
