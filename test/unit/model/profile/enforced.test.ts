import { describe, expect, it } from 'vitest';
import {
  enforcedParameters,
  findUnenforced,
  findUnenforcedIn,
} from '../../../../src/model/profile/enforced.ts';
import { findParameter } from '../../../../src/model/profile/parameters.ts';
import { makeProfile, makeWorkloadSpec } from '../../../support/factory.ts';

describe('enforcedParameters', () => {
  it('are parameters that exist', () => {
    for (const path of enforcedParameters) expect(findParameter(path)?.path).toBe(path);
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
        },
      }),
    ).toEqual([]);
    expect(findUnenforcedIn({ tier: {} })).toEqual([]);
    expect(findUnenforcedIn({})).toEqual([]);
  });

  it('names each parameter that would not act', () => {
    expect(
      findUnenforcedIn({
        tier: {
          readLatency: { kind: 'quantiles', p50: 5000, 'p99.9': 6000 },
          residency: 0,
          placement: 'even',
          stall: { every: 2, for: 1 },
        },
        memory: { max: { kind: 'model-share', share: 0.6 }, swap: 0 },
        volume: { backing: 'ram' },
        io: { readIops: 5 },
        pageCache: { before: 'each-run' },
        background: { jobs: 1 },
        cpu: { affinity: '0' },
      }),
    ).toEqual([
      'tier.readLatency.p50',
      'tier.readLatency.p99.9',
      'tier.residency',
      'tier.placement',
      'tier.stall.every',
      'tier.stall.for',
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
      constraints: { tier: { residency: 0 } },
      sweeps: [
        { parameter: 'tier.residency', levels: [{ text: '0 %', value: 0 }] },
        { parameter: 'tier.readLatency.p99', levels: [{ text: '1 us', value: 1000 }] },
      ],
      workload: makeWorkloadSpec({ start: 'cold' }),
    });
    expect(findUnenforced(profile)).toEqual([
      'tier.residency',
      'tier.readLatency.p99',
      'workload.start',
    ]);
    const all = new Set(['tier.residency', 'tier.readLatency.p99', 'workload.start']);
    expect(findUnenforced(profile, all)).toEqual([]);
  });
});
