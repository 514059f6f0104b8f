import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TierConstraint } from '../../../../src/model/profile/profile.ts';
import {
  defaultBuffer,
  resolveTier,
  type ResolvedTier,
} from '../../../../src/model/tier/resolved-tier.ts';
import { makeTier } from '../../../support/factory.ts';

const KiB = 2 ** 10;
const MiB = 2 ** 20;

const resolve = (tier: TierConstraint): ResolvedTier => {
  const resolved = resolveTier(tier);
  if (!resolved.ok) throw new Error(`expected a tier, got: ${resolved.failure.problem}`);
  return resolved.value;
};

describe('a tier that is resolved', () => {
  it('has units of two huge pages when the buffer holds enough of them', () => {
    expect(resolve(makeTier({ prefetch: 0, buffer: 64 * MiB }))).toEqual({
      unitBytes: 4 * MiB,
      bandwidth: 50e9,
      latency: [{ ppm: 500_000, ns: 5_000 }],
      accessBytes: 4 * KiB,
      prefetchUnits: 0,
      bufferUnits: 16,
      residencyPpm: 0,
      placement: 'even',
      stall: undefined,
      seed: 0,
    });
  });

  it('has no limit, and the default buffer, when nothing is given', () => {
    expect(resolve({})).toEqual({
      unitBytes: 4 * MiB,
      bandwidth: undefined,
      latency: [],
      accessBytes: 0,
      prefetchUnits: 0,
      bufferUnits: defaultBuffer / (4 * MiB),
      residencyPpm: 0,
      placement: 'even',
      stall: undefined,
      seed: 0,
    });
  });

  it.each([
    ['16 MiB', 16 * MiB, 2 * MiB],
    ['just below 16 MiB', 16 * MiB - 1, MiB],
    ['4 MiB', 4 * MiB, 512 * KiB],
    ['512 KiB', 512 * KiB, 64 * KiB],
  ])('has units so small that a buffer of %s holds 8 of them', (_, buffer, unitBytes) => {
    expect(resolve({ buffer }).unitBytes).toBe(unitBytes);
  });

  it('makes room for what is read ahead', () => {
    expect(resolve({ buffer: 20 * MiB, prefetch: 4 * MiB })).toMatchObject({
      unitBytes: 2 * MiB,
      prefetchUnits: 2,
      bufferUnits: 10,
    });
    expect(resolve({ buffer: 18 * MiB, prefetch: 4 * MiB })).toMatchObject({
      unitBytes: MiB,
      prefetchUnits: 4,
      bufferUnits: 18,
    });
  });

  it('keeps the unit size that was asked for', () => {
    expect(resolve({ unitSize: 128 * KiB })).toMatchObject({
      unitBytes: 128 * KiB,
      bufferUnits: 512,
    });
  });

  it.each([
    ['as large as an access that is larger than the chosen ones', 8 * MiB, 256 * MiB, 8 * MiB],
    ['a power of two that holds one access', 5 * MiB, 256 * MiB, 8 * MiB],
    ['not smaller than an access in a small buffer', MiB, 8 * MiB, MiB],
    ['as small as the buffer wants where an access is small', 4 * KiB, MiB, 128 * KiB],
  ])('has units that are %s', (_, accessSize, buffer, unitBytes) => {
    expect(resolve({ accessSize, buffer })).toMatchObject({ unitBytes, accessBytes: accessSize });
  });

  it('has every quantile of a latency, in whole nanoseconds', () => {
    const readLatency = { kind: 'quantiles', p50: 7_000.4, p99: 90_000, max: 90_000.6 } as const;
    expect(resolve({ readLatency }).latency).toEqual([
      { ppm: 500_000, ns: 7_000 },
      { ppm: 990_000, ns: 90_000 },
      { ppm: 1_000_000, ns: 90_001 },
    ]);
  });

  it('counts residency in parts per million', () => {
    expect(resolve({ residency: 0.25, placement: 'layers' })).toMatchObject({
      residencyPpm: 250_000,
      placement: 'layers',
    });
  });

  it('has stalls in whole nanoseconds, periodic unless they are random', () => {
    const stallOf = (stall: TierConstraint['stall'] & object) => resolve({ stall }).stall;
    expect(stallOf({ every: 10e6, for: 99.6 })).toEqual({
      everyNs: 10e6,
      forNs: 100,
      random: false,
    });
    expect(stallOf({ every: 10e6, for: 1e6, pattern: 'periodic' })?.random).toBe(false);
    expect(stallOf({ every: 10e6, for: 1e6, pattern: 'random' })?.random).toBe(true);
    expect(stallOf({ every: 10e6, for: 0.4 })).toBeUndefined();
  });

  it('passes on the seed of what is drawn', () => {
    const resolved = resolveTier({}, 42);
    expect(resolved.ok && resolved.value.seed).toBe(42);
  });

  it('has a bandwidth in whole bytes per second, which is never 0', () => {
    expect(resolve({ readBandwidth: 1234.5 }).bandwidth).toBe(1235);
    expect(resolve({ readBandwidth: 0.1 }).bandwidth).toBe(1);
  });

  it('is limited by its accesses in flight where they cannot fill the link', () => {
    const tier = makeTier({ queueDepth: 1, accessSize: 4 * KiB });
    expect(resolve(tier).bandwidth).toBeCloseTo((4 * KiB * 1e9) / 5_000, 0);
  });
});

describe('a tier that cannot be resolved', () => {
  it.each([
    ['512 KiB', { buffer: 512 * KiB - 1 }],
    ['1536 KiB', { buffer: MiB, prefetch: MiB }],
    ['576 KiB', { buffer: 512 * KiB, prefetch: 1 }],
    ['16 MiB', { buffer: 8 * MiB, unitSize: 2 * MiB }],
    ['20 MiB', { buffer: 8 * MiB, unitSize: 2 * MiB, prefetch: 3 * MiB }],
  ])('says that its buffer must be at least %s', (least, tier) => {
    const resolved = resolveTier(tier);
    expect(resolved).toMatchObject({ ok: false, failure: { parameter: 'tier.buffer' } });
    expect(resolved.ok ? '' : resolved.failure.problem).toContain(`expected at least ${least} `);
  });
});

describe('a tier whose parts contradict one another', () => {
  it('says which unit holds an access', () => {
    expect(resolveTier({ accessSize: MiB, unitSize: 64 * KiB })).toEqual({
      ok: false,
      failure: {
        parameter: 'tier.unitSize',
        problem: 'expected at least one access (tier.accessSize 1 MiB), got 64 KiB',
      },
    });
  });

  it('says which buffer holds units of that many large accesses', () => {
    expect(resolveTier({ accessSize: 16 * MiB })).toEqual({
      ok: false,
      failure: {
        parameter: 'tier.buffer',
        problem: 'expected at least 128 MiB (what is read ahead, and 8 units), got 64 MiB',
      },
    });
  });

  it('says that a stall leaves no whole nanosecond of its period', () => {
    expect(resolveTier({ stall: { every: 1.4, for: 0.9 } })).toEqual({
      ok: false,
      failure: {
        parameter: 'tier.stall.for',
        problem: 'expected at least one nanosecond less than stall.every (1 ns), got 1 ns',
      },
    });
  });
});

describe('whatever a tier asks for', () => {
  const tier = fc.record(
    {
      readBandwidth: fc.double({ min: 1e6, max: 1e13, noNaN: true }),
      buffer: fc.integer({ min: 1, max: 2 ** 31 }),
      prefetch: fc.nat({ max: 2 ** 30 }),
      unitSize: fc.integer({ min: 12, max: 24 }).map((power) => 2 ** power),
      accessSize: fc.integer({ min: 64, max: 4096 }),
    },
    { requiredKeys: [] },
  );

  const smallBuffer = fc.record({
    buffer: fc.integer({ min: 2 * MiB, max: 16 * MiB }),
    prefetch: fc.nat({ max: MiB }),
  });

  it('its buffer is never exceeded, and holds what is read ahead and 8 units more', () => {
    fc.assert(
      fc.property(tier, (each) => {
        const resolved = resolveTier(each);
        fc.pre(resolved.ok);
        const { unitBytes, bufferUnits, prefetchUnits } = resolved.value;
        expect(Math.log2(unitBytes) % 1).toBe(0);
        expect(bufferUnits * unitBytes).toBeLessThanOrEqual(each.buffer ?? defaultBuffer);
        expect(prefetchUnits * unitBytes).toBeGreaterThanOrEqual(each.prefetch ?? 0);
        expect((prefetchUnits - 1) * unitBytes).toBeLessThan(Math.max(1, each.prefetch ?? 0));
        expect(bufferUnits).toBeGreaterThanOrEqual(prefetchUnits + 8);
        expect(unitBytes).toBe(each.unitSize ?? unitBytes);
      }),
    );
  });

  it('the unit is the largest for which the buffer suffices', () => {
    fc.assert(
      fc.property(smallBuffer, ({ buffer, prefetch }) => {
        const { unitBytes } = resolve({ buffer, prefetch });
        fc.pre(unitBytes < 2 * MiB);
        expect(resolveTier({ buffer, prefetch, unitSize: 2 * unitBytes }).ok).toBe(false);
      }),
    );
  });

  it('a refusal names a buffer that is then enough', () => {
    fc.assert(
      fc.property(tier, (each) => {
        const resolved = resolveTier(each);
        fc.pre(!resolved.ok);
        const smallestUnit = each.unitSize ?? 64 * KiB;
        const prefetchUnits = Math.ceil((each.prefetch ?? 0) / smallestUnit);
        const buffer = (prefetchUnits + 8) * smallestUnit;
        expect(buffer).toBeGreaterThan(each.buffer ?? defaultBuffer);
        expect(resolveTier({ ...each, buffer }).ok).toBe(true);
      }),
    );
  });
});
