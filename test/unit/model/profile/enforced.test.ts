import { describe, expect, it } from 'vitest';
import {
  enforcedParameters,
  findUnenforced,
  findUnenforcedIn,
} from '../../../../src/model/profile/enforced.ts';
import { findParameter } from '../../../../src/model/profile/parameters.ts';
import { makeProfile, makeWorkloadSpec } from '../../../support/factory.ts';

describe('enforcedParameters', () => {
  it('are parameters that exist, as numbers or as words', () => {
    const words = ['tier.placement', 'tier.stall.pattern'];
    for (const path of enforcedParameters)
      expect(words.includes(path) ? path : findParameter(path)?.path).toBe(path);
  });
});

describe('findUnenforcedIn', () => {
  it('finds nothing wrong with what this version enforces', () => {
    expect(
      findUnenforcedIn({
        tier: {
          readBandwidth: 50e9,
          readLatency: { kind: 'fixed', value: 5000 },
          accessSize: 4096,
          queueDepth: 1024,
          prefetch: 0,
          buffer: 2 ** 26,
          unitSize: 2 ** 21,
          residency: 0.25,
          placement: 'layers',
          stall: { every: 2, for: 1, pattern: 'random' },
        },
      }),
    ).toEqual([]);
    const quantiles = { p50: 1, p90: 2, p99: 3, 'p99.9': 4, max: 5 };
    const readLatency = { kind: 'quantiles', ...quantiles } as const;
    expect(findUnenforcedIn({ tier: { readLatency } })).toEqual([]);
    expect(findUnenforcedIn({ tier: {} })).toEqual([]);
    expect(findUnenforcedIn({})).toEqual([]);
  });

  it('names each parameter that would not act', () => {
    expect(
      findUnenforcedIn({
        tier: { residency: 0 },
        memory: { max: { kind: 'model-share', share: 0.6 }, swap: 0 },
        volume: { backing: 'ram' },
        io: { readIops: 5 },
        pageCache: { before: 'each-run' },
        background: { jobs: 1 },
        cpu: { affinity: '0' },
      }),
    ).toEqual([
      'memory.max',
      'memory.swap',
      'volume.backing',
      'io.readIops',
      'pageCache.before',
      'background.jobs',
      'cpu.affinity',
    ]);
  });

  it('names a constraint without limits by its own name', () => {
    expect(findUnenforcedIn({ tier: {}, memory: {} })).toEqual(['memory']);
  });
});

describe('findUnenforced', () => {
  it('adds swept parameters and a cold start, each once', () => {
    const profile = makeProfile({
      constraints: { memory: { swap: 0 }, io: { readIops: 5 } },
      sweeps: [
        { parameter: 'memory.swap', levels: [{ text: '0 B', value: 0 }] },
        { parameter: 'memory.max', levels: [{ text: '1 GiB', value: 2 ** 30 }] },
      ],
      workload: makeWorkloadSpec({ start: 'cold' }),
    });
    const all = ['memory.swap', 'io.readIops', 'memory.max', 'workload.start'];
    expect(findUnenforced(profile)).toEqual(all);
    expect(findUnenforced(profile, new Set(all))).toEqual([]);
  });
});
