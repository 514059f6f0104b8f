import { describe, expect, it } from 'vitest';
import type { RecordedOptions } from '../../../../src/model/manifest.ts';
import {
  compareCommands,
  compareHosts,
  compareModels,
  compareOptions,
  comparePrograms,
  compareProfiles,
} from '../../../../src/model/resume/differences.ts';
import { makeHostFacts, makeManifest, makeModelFacts } from '../../../support/factory.ts';

const options: RecordedOptions = {
  ...{ quick: false, set: ['tier.buffer=32MiB'], sweep: [], gate: true, seed: 1, threads: 4 },
  ...{ 'drop-global': false, '--': [] },
};
const manifest = makeManifest({ options });

describe('compareHosts', () => {
  it('finds nothing where host, kernel and processors are the same, whatever was started anew', () => {
    const now = makeHostFacts({ bootId: 'another', nodeVersion: '24.0.0' });
    expect(compareHosts(makeHostFacts(), now)).toEqual([]);
  });

  it('names each part that makes another host', () => {
    const { transparentHugePages: _gone, ...rest } = makeHostFacts();
    const now = { ...rest, hostname: 'bench-2', kernel: '6.2.0', cpus: 4 };
    expect(compareHosts(makeHostFacts(), now)).toEqual([
      { what: 'host name', recorded: 'bench-1', now: 'bench-2' },
      { what: 'kernel', recorded: '6.1.0-32-amd64', now: '6.2.0' },
      { what: 'number of processors', recorded: '2', now: '4' },
      { what: 'transparent huge pages', recorded: 'madvise', now: 'unknown' },
    ]);
  });

  it('holds nothing against a record that does not know it', () => {
    const { cpuModel: _unknown, ...recorded } = makeHostFacts();
    expect(compareHosts(recorded, makeHostFacts())).toEqual([]);
  });
});

describe('compareProfiles', () => {
  it('names the first line that differs', () => {
    expect(compareProfiles('a: 1\nb: 2\n', 'a: 1\nb: 3\n')).toEqual([
      { what: 'profile, line 2', recorded: 'b: 2', now: 'b: 3' },
    ]);
  });

  it.each([
    ['longer', 'a\nb', 'a\nb\nc', { recorded: 'no such line', now: 'c' }],
    ['shorter', 'a\nb\nc', 'a\nb', { recorded: 'c', now: 'no such line' }],
  ])('names the line where one is %s', (_, recorded, now, expected) => {
    expect(compareProfiles(recorded, now)).toEqual([{ what: 'profile, line 3', ...expected }]);
  });

  it('finds nothing in the same text', () => {
    expect(compareProfiles('a\n', 'a\n')).toEqual([]);
  });
});

describe('compareModels', () => {
  const recorded = makeModelFacts({ sha256: 'aa' });

  it('takes a model that was moved', () => {
    expect(compareModels(recorded, { ...recorded, path: '/elsewhere.gguf' })).toEqual([]);
  });

  it('refuses one with another content, and says where it is', () => {
    expect(compareModels(recorded, { ...recorded, sha256: 'bb' })).toEqual([
      {
        what: 'model',
        recorded: '104857600 bytes, SHA-256 aa',
        now: '104857600 bytes, SHA-256 bb (/models/demo.gguf)',
      },
    ]);
  });

  it('takes the size where the hash was not recorded', () => {
    const { sha256: _none, ...old } = recorded;
    expect(compareModels(old, recorded)).toEqual([]);
    expect(compareModels(old, { ...recorded, bytes: 1 })).toHaveLength(1);
  });
});

describe('comparePrograms', () => {
  const recorded = manifest.workload;

  it('takes a llama-bench that was moved', () => {
    expect(comparePrograms(recorded, { ...recorded, path: '/elsewhere' })).toEqual([]);
  });

  it('refuses another build, also where only its library differs', () => {
    expect(comparePrograms(recorded, { ...recorded, version: 'b10000 (feed)' })).toEqual([
      {
        what: 'llama-bench',
        recorded: `b9999 (0123abc), SHA-256 ${recorded.sha256}`,
        now: `b10000 (feed), SHA-256 ${recorded.sha256} (${recorded.path})`,
      },
    ]);
    expect(comparePrograms(recorded, { ...recorded, sha256: 'ff' })).toHaveLength(1);
  });
});

describe('compareOptions', () => {
  it('finds nothing in options that say the same again', () => {
    expect(compareOptions(manifest, { seed: 1, set: ['tier.buffer=32MiB'] })).toEqual([]);
  });

  it('names each option that says something else', () => {
    const given = {
      seed: 2,
      set: ['tier.buffer=64MiB'],
      rounds: 3,
      gate: false,
      '--': ['-b', '3'],
    };
    expect(compareOptions(manifest, given)).toEqual([
      { what: '--seed', recorded: '1', now: '2' },
      { what: '--set', recorded: 'tier.buffer=32MiB', now: 'tier.buffer=64MiB' },
      { what: '--rounds', recorded: 'none', now: '3' },
      { what: '--gate', recorded: 'true', now: 'false' },
      { what: 'arguments of llama-bench', recorded: 'none', now: '-b 3' },
    ]);
  });

  it('of a record without options takes those that decide no plan', () => {
    const old = makeManifest();
    expect(compareOptions(old, { threads: 4, scope: 'cgroup-v2', seed: 1 })).toEqual([]);
    expect(compareOptions(old, { seed: 2, quick: true })).toEqual([
      { what: '--seed', recorded: '1', now: '2' },
      { what: '--quick', recorded: 'unknown, by an earlier version', now: 'true' },
    ]);
  });
});

describe('compareCommands', () => {
  const { argv } = manifest.workload;

  it('takes another place of llama-bench and of the model', () => {
    const moved = ['/new/llama-bench', '-m', '/new/demo.gguf', ...argv.slice(3)];
    expect(compareCommands(manifest, { argv: moved, model: '/new/demo.gguf' })).toEqual([]);
  });

  it('refuses other arguments', () => {
    const now = { argv: [...argv, '-fa', '1'], model: '/models/demo.gguf' };
    expect(compareCommands(manifest, now)).toEqual([
      {
        what: 'command line of llama-bench',
        recorded: argv.join(' '),
        now: `${argv.join(' ')} -fa 1`,
      },
    ]);
  });
});
