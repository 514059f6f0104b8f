import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceKey, drawShare } from '../../../../src/model/tier/chance.ts';
import { createLatencyDraw } from '../../../../src/model/tier/latency-draw.ts';
import { createLink, type Booking } from '../../../../src/model/tier/link.ts';
import type { ResolvedTier } from '../../../../src/model/tier/resolved-tier.ts';
import { makeResolvedTier } from '../../../support/factory.ts';
import {
  bandwidths,
  fixedLatency,
  quantileLatency,
  seeds,
  tiers,
} from '../../../support/tier-arbitraries.ts';

const fetches = fc.array(
  fc.record({
    region: fc.nat({ max: 3 }),
    unit: fc.nat({ max: 100 }),
    earlier: fc.nat({ max: 3 }),
    bytes: fc.integer({ min: 1, max: 65_536 }),
    after: fc.nat({ max: 100_000 }),
  }),
  { minLength: 1, maxLength: 50 },
);

const bookAll = (
  tier: ResolvedTier,
  all: readonly { region: number; unit: number; earlier: number; bytes: number; after: number }[],
): readonly (Booking & { readonly request: number; readonly bytes: number })[] => {
  const link = createLink(tier);
  let request = 0;
  return all.map(({ after, ...fetch }) => {
    request += after;
    return { ...link.book(fetch, request), request, bytes: fetch.bytes };
  });
};

describe('a fetch over an idle link', () => {
  const book = (tier: Partial<ResolvedTier>, bytes: number, request: number) =>
    createLink(makeResolvedTier(tier)).book({ region: 0, unit: 0, earlier: 0, bytes }, request);

  it('takes the time of its bytes and one latency', () => {
    const tier = { bandwidth: 1e9, latency: [{ ppm: 500_000, ns: 5_000 }] };
    expect(book(tier, 4_096, 100)).toEqual({ start: 100, end: 4_196, arrival: 9_196 });
  });

  it('takes no time where nothing limits', () => {
    expect(book({}, 4_096, 100)).toEqual({ start: 100, end: 100, arrival: 100 });
  });

  it('waits for the end of a stall', () => {
    const stall = { everyNs: 1_000, forNs: 400, random: false };
    // From 600 to 1000 the tier stands still; 700 bytes then end in the stall from 1600 to 2000.
    expect(book({ bandwidth: 1e9, stall }, 700, 650)).toEqual({
      start: 600,
      end: 1_300,
      arrival: 2_100,
    });
  });
});

describe('the link', () => {
  it('moves one fetch after the other, each not before it was asked for', () => {
    fc.assert(
      fc.property(tiers, fetches, (tier, all) => {
        let free = 0;
        for (const { start, end } of bookAll(tier, all)) {
          expect(start).toBeGreaterThanOrEqual(free);
          expect(end).toBeGreaterThanOrEqual(start);
          free = end;
        }
      }),
    );
  });

  it('with one latency lets data arrive in the order in which it was asked for', () => {
    fc.assert(
      fc.property(tiers, fixedLatency, fetches, (tier, latency, all) => {
        const arrivals = bookAll({ ...tier, latency }, all).map(({ arrival }) => arrival);
        expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
      }),
    );
  });

  it('lets nothing arrive before its request and the least latency', () => {
    fc.assert(
      fc.property(tiers, fetches, (tier, all) => {
        const least = tier.latency[0]?.ns ?? 0;
        for (const { request, arrival } of bookAll(tier, all))
          expect(arrival).toBeGreaterThanOrEqual(request + least);
      }),
    );
  });

  it('is never faster than its bandwidth, and idles only while nothing is asked for', () => {
    fc.assert(
      fc.property(bandwidths, fetches, (bandwidth, all) => {
        const at0 = all.map((fetch) => ({ ...fetch, after: 0 }));
        const tier = makeResolvedTier({ bandwidth });
        const end = bookAll(tier, at0).at(-1)?.end ?? 0;
        const bytes = all.reduce((sum, each) => sum + each.bytes, 0);
        // Each fetch loses less than a nanosecond, as each begins at a whole one.
        expect(end).toBeLessThanOrEqual((bytes * 1e9) / bandwidth + 1e-3);
        expect(end).toBeGreaterThan((bytes * 1e9) / bandwidth - all.length - 1e-3);
      }),
    );
  });

  it('lets a fetch arrive with the last of its accesses, each of which has a latency of its own', () => {
    fc.assert(
      fc.property(
        fc.option(bandwidths, { nil: undefined }),
        quantileLatency,
        fc.constantFrom(0, 64, 1000, 4096, 100_000),
        fetches,
        seeds,
        (bandwidth, latency, accessBytes, all, seed) => {
          const tier = makeResolvedTier({ bandwidth, latency, accessBytes, seed });
          const draw = createLatencyDraw(latency);
          const nsPerByte = bandwidth === undefined ? 0 : 1e9 / bandwidth;
          for (const [at, { start, arrival }] of bookAll(tier, all).entries()) {
            const { region = 0, unit = 0, earlier = 0, bytes = 1 } = all[at] ?? {};
            const key = chanceKey(seed, region * 2 ** 22 + unit, earlier);
            const access = accessBytes === 0 ? bytes : accessBytes;
            const arrivals = Array.from({ length: Math.ceil(bytes / access) }, (_, index) => {
              const moved = Math.floor(nsPerByte * Math.min(bytes, (index + 1) * access));
              return start + moved + draw(drawShare(key, index));
            });
            expect(arrival).toBe(Math.max(...arrivals));
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
