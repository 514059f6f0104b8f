import { describe, expect, test } from 'vitest';
import { listDifferences } from '../../../../src/model/compare/sweep-differences.ts';
import type { Manifest } from '../../../../src/model/manifest.ts';
import type { Case } from '../../../../src/model/plan.ts';
import {
  baselineCase,
  makeCase,
  makeHostFacts,
  makeManifest,
  makeModelFacts,
  makePlan,
  makeProfile,
  makeTier,
  makeWorkloadSpec,
  nullCase,
} from '../../../support/factory.ts';

const base = makeManifest();
const differ = (other: Partial<Manifest>) =>
  listDifferences(
    { manifest: base, runs: [] },
    { manifest: makeManifest({ plan: base.plan, ...other }), runs: [] },
  );

describe('listDifferences', () => {
  test('finds none between two sweeps of the same kind at different times', () => {
    expect(
      differ({ createdUtc: '2027-01-01T00:00:00.000Z', command: ['emulate', '--out', '/x'] }),
    ).toEqual([]);
  });

  test('names the machine, and what is not recorded on one side', () => {
    const { governor: _none, ...host } = makeHostFacts({
      hostname: 'bench-2',
      cpus: 8,
      memoryBytes: 16 * 2 ** 30,
      bootId: '11111111-0000-4000-8000-000000000000',
    });
    expect(differ({ host: { ...host, governor: 'performance' } })).toEqual([
      { what: 'host', a: 'bench-1', b: 'bench-2' },
      { what: 'processors', a: '2', b: '8' },
      { what: 'memory', a: '8 GiB', b: '16 GiB' },
      { what: 'frequency governor', a: '', b: 'performance' },
      { what: 'boot', a: '00000000', b: '11111111' },
    ]);
  });

  test('names the model and what its tensors are', () => {
    const model = makeModelFacts({
      name: 'other',
      bytes: 2 ** 30,
      tensorTypes: { Q8_0: 94 },
      sha256: 'abcdef0123456789',
    });
    expect(differ({ model })).toEqual([
      { what: 'model', a: 'demo', b: 'other' },
      { what: 'size of the model', a: '100 MiB', b: '1 GiB' },
      { what: 'tensors of the model', a: '41 F32, 44 Q4_K, 9 Q6_K', b: '94 Q8_0' },
      { what: 'SHA-256 of the model', a: '', b: 'abcdef012345' },
    ]);
  });

  test('does not mind where the same model and llama-bench lie', () => {
    const path = '/elsewhere/demo.gguf';
    const argv = ['/usr/bin/llama-bench', '-m', path, '-r', '1'];
    const workload = { ...base.workload, path: '/usr/bin/llama-bench', argv };
    expect(differ({ model: makeModelFacts({ path }), workload })).toEqual([]);
  });

  test('names llama-bench, its arguments and its environment', () => {
    const workload = {
      ...base.workload,
      version: 'b10000 (fedcba9)',
      sha256: 'f'.repeat(64),
      argv: [...base.workload.argv, '-t', '4'],
      env: {},
    };
    expect(differ({ workload })).toEqual([
      { what: 'llama-bench', a: 'b9999 (0123abc)', b: 'b10000 (fedcba9)' },
      { what: 'SHA-256 of llama-bench', a: '000000000000', b: 'ffffffffffff' },
      { what: 'arguments of llama-bench', a: '-m MODEL -r 1', b: '-m MODEL -r 1 -t 4' },
      { what: 'environment of llama-bench', a: 'GGML_NO_BACKTRACE=1', b: '' },
    ]);
  });

  test('names the profile, its workload and the plan', () => {
    const profile = makeProfile({
      name: 'null',
      workload: makeWorkloadSpec({ rounds: 10, start: 'cold', runTimeLimit: 60e9 }),
    });
    const plan = makePlan({
      profile,
      seed: 7,
      reference: 'baseline',
      tests: [{ prompt: 64, gen: 0, depth: 0 }],
    });
    expect(differ({ plan, toolVersion: '0.2.0' })).toEqual([
      { what: 'emulate', a: '0.1.0', b: '0.2.0' },
      { what: 'profile', a: 'hbf-50gbps', b: 'null' },
      { what: 'ratios are taken to', a: 'null', b: 'baseline' },
      { what: 'seed', a: '1', b: '7' },
      { what: 'tests', a: 'pp64 tg64', b: 'pp64' },
      { what: 'workload.rounds', a: '6', b: '10' },
      { what: 'workload.start', a: 'warm', b: 'cold' },
      { what: 'workload.runTimeLimit', a: '600 s', b: '60 s' },
    ]);
  });

  test('names what cases of the same id ask for, once for all that differ alike', () => {
    const tier = makeTier({ readLatency: { kind: 'fixed', value: 20_000 } });
    const levels = (own: Case['constraints']): readonly Case[] =>
      ['a', 'b', 'c', 'd'].map((id) => makeCase({ id, kind: 'level', constraints: own }));
    const planOf = (own: Case['constraints']) =>
      makePlan({ cases: [baselineCase, nullCase, makeCase({ constraints: own }), ...levels(own)] });
    const sweepOf = (own: Case['constraints']) => ({
      manifest: makeManifest({ plan: planOf(own) }),
      runs: [],
    });
    expect(listDifferences(sweepOf({ tier: makeTier() }), sweepOf({ tier, memory: {} }))).toEqual([
      { what: 'tier.readLatency in 5 cases', a: '5 us', b: '20 us' },
      { what: 'memory in 5 cases', a: '', b: 'on' },
    ]);
    const one = makePlan({ cases: [baselineCase, nullCase, makeCase({ constraints: { tier } })] });
    expect(differ({ plan: one })).toEqual([
      { what: 'tier.readLatency in nominal', a: '5 us', b: '20 us' },
    ]);
  });
});
