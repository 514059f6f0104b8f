import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../../src/drivers/tier-pager/counters.ts';
import {
  appliedByPager,
  askedOfPager,
  pagerEnvironment,
} from '../../../../src/drivers/tier-pager/environment.ts';
import type { ResolvedTier } from '../../../../src/model/tier/resolved-tier.ts';
import { encodeCounters } from '../../../support/counters-file.ts';
import { makeResolvedTier } from '../../../support/factory.ts';

const paths = { library: '/cache/tier-pager.so', counters: '/tmp/c/counters', models: ['/m.gguf'] };
const arm = 'test';

describe('the environment of the tier library', () => {
  it('names files and no limit where there is no tier', () => {
    expect(pagerEnvironment({ mode: 'record', arm }, paths)).toEqual({
      LD_PRELOAD: '/cache/tier-pager.so',
      EMULATE_TIER_MODE: 'record',
      EMULATE_TIER_COUNTERS: '/tmp/c/counters',
      EMULATE_TIER_MODEL: '/m.gguf',
    });
  });

  it('gives only the size of units where nothing is paged', () => {
    const tier = makeResolvedTier({ bandwidth: 1e9, seed: 5 });
    expect(pagerEnvironment({ mode: 'hold', arm, tier }, paths)).toEqual({
      LD_PRELOAD: '/cache/tier-pager.so',
      EMULATE_TIER_MODE: 'hold',
      EMULATE_TIER_COUNTERS: '/tmp/c/counters',
      EMULATE_TIER_MODEL: '/m.gguf',
      EMULATE_TIER_UNIT: '1048576',
    });
  });

  it('gives the whole tier where it is paged', () => {
    const tier: ResolvedTier = {
      unitBytes: 2 ** 21,
      bandwidth: 41_943_040_000,
      latency: [
        { ppm: 500_000, ns: 5_000 },
        { ppm: 990_000, ns: 20_000 },
      ],
      accessBytes: 4096,
      prefetchUnits: 2,
      bufferUnits: 32,
      residencyPpm: 250_000,
      placement: 'layers',
      stall: { everyNs: 10_000_000, forNs: 100_000, random: true },
      seed: 4_294_967_295,
    };
    expect(pagerEnvironment({ mode: 'page', arm: 'use', tier }, paths)).toEqual({
      LD_PRELOAD: '/cache/tier-pager.so',
      EMULATE_TIER_MODE: 'page',
      EMULATE_TIER_COUNTERS: '/tmp/c/counters',
      EMULATE_TIER_MODEL: '/m.gguf',
      EMULATE_TIER_UNIT: '2097152',
      EMULATE_TIER_BANDWIDTH: '41943040000',
      EMULATE_TIER_LATENCY: '500000:5000,990000:20000',
      EMULATE_TIER_ACCESS: '4096',
      EMULATE_TIER_PREFETCH_UNITS: '2',
      EMULATE_TIER_BUFFER_UNITS: '32',
      EMULATE_TIER_RESIDENCY_PPM: '250000',
      EMULATE_TIER_PLACEMENT: 'layers',
      EMULATE_TIER_STALL_EVERY_NS: '10000000',
      EMULATE_TIER_STALL_FOR_NS: '100000',
      EMULATE_TIER_STALL_RANDOM: '1',
      EMULATE_TIER_SEED: '4294967295',
      EMULATE_TIER_ARM: 'use',
    });
  });

  it('gives no limit as 0, and no latency as nothing', () => {
    expect(pagerEnvironment({ mode: 'page', arm, tier: makeResolvedTier() }, paths)).toMatchObject({
      EMULATE_TIER_BANDWIDTH: '0',
      EMULATE_TIER_LATENCY: '',
      EMULATE_TIER_ACCESS: '0',
      EMULATE_TIER_RESIDENCY_PPM: '0',
      EMULATE_TIER_PLACEMENT: 'even',
      EMULATE_TIER_STALL_EVERY_NS: '0',
      EMULATE_TIER_STALL_FOR_NS: '0',
      EMULATE_TIER_STALL_RANDOM: '0',
      EMULATE_TIER_ARM: 'test',
    });
  });

  it('names every part of a split model, one a line', () => {
    const models = ['/models/big-00002-of-00003.gguf', '/draft.gguf'];
    expect(pagerEnvironment({ mode: 'record', arm }, { ...paths, models })).toHaveProperty(
      'EMULATE_TIER_MODEL',
      '/models/big-00001-of-00003.gguf\n/models/big-00002-of-00003.gguf\n/models/big-00003-of-00003.gguf\n/draft.gguf',
    );
  });
});

describe('what was asked of the tier library', () => {
  const whole = fc.nat({ max: 2 ** 40 });
  const stall = fc.record({ everyNs: whole, forNs: whole, random: fc.boolean() });
  const resolved: fc.Arbitrary<ResolvedTier> = fc.record({
    unitBytes: fc.integer({ min: 12, max: 26 }).map((power) => 2 ** power),
    bandwidth: fc.option(fc.integer({ min: 1, max: 1e13 }), { nil: undefined }),
    latency: fc
      .uniqueArray(fc.constantFrom(500_000, 900_000, 990_000, 999_000, 1_000_000))
      .chain((shares) =>
        fc.tuple(...shares.map((ppm) => whole.map((ns) => ({ ppm, ns })))).map((points) => points),
      ),
    accessBytes: whole,
    prefetchUnits: fc.nat({ max: 1000 }),
    bufferUnits: fc.nat({ max: 100_000 }),
    residencyPpm: fc.nat({ max: 1_000_000 }),
    placement: fc.constantFrom('even', 'layers'),
    stall: fc.option(stall, { nil: undefined }),
    seed: fc.nat({ max: 2 ** 32 - 1 }),
  });

  it('equals what a library applied that read its environment right', () => {
    fc.assert(
      fc.property(resolved, (tier) => {
        const setting = { mode: 'page', arm, tier } as const;
        const environment = pagerEnvironment(setting, paths);
        const text = (name: string): string => environment[`EMULATE_TIER_${name}`] ?? '';
        const number = (name: string): number => Number(text(name));
        const read = readHeader(
          encodeCounters({
            mode: 'page',
            unitBytes: number('UNIT'),
            applied: {
              bandwidth: number('BANDWIDTH'),
              accessBytes: number('ACCESS'),
              prefetchUnits: number('PREFETCH_UNITS'),
              bufferUnits: number('BUFFER_UNITS'),
              residencyPpm: number('RESIDENCY_PPM'),
              placement: text('PLACEMENT') === 'layers' ? 1 : 0,
              stallEveryNs: number('STALL_EVERY_NS'),
              stallForNs: number('STALL_FOR_NS'),
              stallRandom: number('STALL_RANDOM'),
              seed: number('SEED'),
              latency: text('LATENCY')
                .split(',')
                .filter((point) => point !== '')
                .map((point) => {
                  const [ppm = 0, ns = 0] = point.split(':').map(Number);
                  return { ppm, ns };
                }),
            },
          }),
        );
        if (!read.ok) throw new Error('expected a header');
        expect(appliedByPager(read.value)).toEqual(askedOfPager(setting));
      }),
      { numRuns: 50 },
    );
  });

  it('is named by the parameters of a profile', () => {
    const tier = makeResolvedTier({
      latency: [
        { ppm: 500_000, ns: 5 },
        { ppm: 999_000, ns: 60 },
      ],
      residencyPpm: 250_000,
      placement: 'layers',
      stall: { everyNs: 1000, forNs: 10, random: true },
      seed: 7,
    });
    expect(askedOfPager({ mode: 'page', arm, tier })).toEqual({
      'tier.unitSize': 2 ** 20,
      'tier.effectiveBandwidth': 0,
      'tier.readLatency.p50': 5,
      'tier.readLatency.p99.9': 60,
      'tier.accessSize': 0,
      'tier.prefetch': 0,
      'tier.buffer': 8 * 2 ** 20,
      'tier.residency': 0.25,
      'tier.placement': 1,
      'tier.stall.every': 1000,
      'tier.stall.for': 10,
      'tier.stall.pattern': 1,
      'tier.seed': 7,
    });
  });

  it('is one latency where it has no quantiles, be it none', () => {
    const latencyOf = (latency: ResolvedTier['latency']) =>
      askedOfPager({ mode: 'page', arm, tier: makeResolvedTier({ latency }) })['tier.readLatency'];
    expect(latencyOf([])).toBe(0);
    expect(latencyOf([{ ppm: 500_000, ns: 9 }])).toBe(9);
  });

  it('differs from what was applied where a quantile has a share that no profile gives', () => {
    const latency = [
      { ppm: 500_000, ns: 5 },
      { ppm: 123, ns: 60 },
    ];
    const read = readHeader(encodeCounters({ mode: 'page', applied: { latency } }));
    expect(read.ok && appliedByPager(read.value)).toHaveProperty(['tier.readLatency.123 ppm'], 60);
  });

  it('and applied is nothing where no limit is set', () => {
    const read = readHeader(encodeCounters({ mode: 'hold', unitBytes: 2 ** 21 }));
    expect(askedOfPager({ mode: 'record', arm })).toEqual({});
    expect(askedOfPager({ mode: 'hold', arm, tier: makeResolvedTier() })).toEqual({});
    expect(read.ok && appliedByPager(read.value)).toEqual({});
  });
});
