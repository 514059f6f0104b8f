import fc from 'fast-check';
import type { LatencyPoint } from '../../src/model/tier/latency-points.ts';
import type { ResolvedTier } from '../../src/model/tier/resolved-tier.ts';
import type { Stall } from '../../src/model/tier/stall.ts';
import { makeResolvedTier } from './factory.ts';

/** Tiers and weights of every kind, for properties; times stay where a double counts them exactly. */

export const seeds = fc.nat({ max: 2 ** 32 - 1 });

export const fixedLatency = fc
  .nat({ max: 1e6 })
  .map((ns): readonly LatencyPoint[] => [{ ppm: 500_000, ns }]);

export const quantileLatency = fc
  .tuple(fc.nat({ max: 1e5 }), fc.nat({ max: 1e5 }), fc.nat({ max: 1e6 }))
  .map(([p50, more, most]): readonly LatencyPoint[] => [
    { ppm: 500_000, ns: p50 },
    { ppm: 990_000, ns: p50 + more },
    { ppm: 1_000_000, ns: p50 + more + most },
  ]);

const stalls: fc.Arbitrary<Stall> = fc
  .tuple(fc.integer({ min: 100, max: 1e7 }), fc.integer({ min: 1, max: 99 }), fc.boolean())
  .map(([everyNs, percent, random]) => ({
    everyNs,
    forNs: Math.max(1, Math.floor((everyNs * percent) / 100)),
    random,
  }));

export const bandwidths = fc.integer({ min: 1e6, max: 1e12 });

/** Small units, so that a few touches fill the buffer and their accesses are few. */
export const tiers: fc.Arbitrary<ResolvedTier> = fc
  .record({
    bandwidth: fc.option(bandwidths, { nil: undefined }),
    latency: fc.oneof(fc.constant([]), fixedLatency, quantileLatency),
    accessBytes: fc.constantFrom(0, 64, 512, 4096),
    prefetchUnits: fc.nat({ max: 5 }),
    spareUnits: fc.nat({ max: 10 }),
    residencyPpm: fc.oneof(fc.constant(0), fc.nat({ max: 999_999 })),
    placement: fc.constantFrom('even', 'layers'),
    stall: fc.option(stalls, { nil: undefined }),
    seed: seeds,
  })
  .map(({ spareUnits, ...tier }) =>
    makeResolvedTier({
      unitBytes: 4096,
      bufferUnits: tier.prefetchUnits + 8 + spareUnits,
      ...tier,
    }),
  );

/** Used bytes of units of 4096 bytes: one region or more, none of them empty. */
export const weights = fc.array(
  fc.array(fc.oneof(fc.constant(4096), fc.nat({ max: 4096 })), { minLength: 1, maxLength: 60 }),
  { minLength: 1, maxLength: 3 },
);

/** Touches by any numbers, to be brought into the bounds of some weights, and the time before each. */
export const steps = fc.array(
  fc.record({
    region: fc.nat({ max: 2 }),
    unit: fc.nat({ max: 59 }),
    after: fc.nat({ max: 100_000 }),
  }),
  { maxLength: 120 },
);
