import type { Bytes, Nanoseconds } from '../units.ts';
import { chanceKey, drawShare } from './chance.ts';
import { createLatencyDraw } from './latency-draw.ts';
import type { ResolvedTier } from './resolved-tier.ts';
import { createStallClock } from './stall.ts';

/** What is to be fetched. */
export interface Fetch {
  readonly region: number;
  readonly unit: number;
  /** How often the unit was fetched before. */
  readonly earlier: number;
  /** Bytes that move over the link, from 1 up. */
  readonly bytes: Bytes;
}

/** When a fetch moves and arrives. */
export interface Booking {
  /** Tier time from which the link moves it. */
  readonly start: Nanoseconds;
  /** Tier time at which the link has moved its last byte and is free again. */
  readonly end: Nanoseconds;
  /** Real time at which the last of its accesses has arrived. */
  readonly arrival: Nanoseconds;
}

/** The link to the tier: takes one fetch after the other, in the order in which they are asked for. */
export interface Link {
  /** Books a fetch that is asked for at a real time. */
  book(fetch: Fetch, request: Nanoseconds): Booking;
}

/**
 * A free link. Accesses move over it one after another, in the order of addresses, and each arrives its own
 * latency after it has moved: `end of access i = start + floor(min(bytes, (i + 1) * access size) / bandwidth)`.
 * The same arithmetic as `tier_book` in tier-model.h.
 */
export const createLink = (
  tier: Pick<ResolvedTier, 'bandwidth' | 'accessBytes' | 'latency' | 'stall' | 'seed'>,
): Link => {
  const { seed } = tier;
  const nsPerByte = tier.bandwidth === undefined ? 0 : 1e9 / tier.bandwidth;
  const largest = tier.latency.at(-1)?.ns ?? 0;
  const draw = createLatencyDraw(tier.latency);
  const clock = createStallClock(tier.stall, seed);
  let free = 0;
  return {
    book: ({ region, unit, earlier, bytes }, request) => {
      const start = Math.max(clock.toTierTime(request), free);
      const access = tier.accessBytes === 0 ? bytes : Math.min(tier.accessBytes, bytes);
      const endOf = (index: number): Nanoseconds =>
        start + Math.floor(nsPerByte * Math.min(bytes, (index + 1) * access));
      const key = chanceKey(seed, ((region << 22) + unit) >>> 0, earlier >>> 0);
      const accesses = Math.ceil(bytes / access);
      let last = 0;
      // From the last access backwards, until even the largest latency could not be later.
      for (let i = accesses - 1; i >= 0 && endOf(i) + largest > last; i -= 1)
        last = Math.max(last, endOf(i) + draw(drawShare(key, i)));
      free = endOf(accesses - 1);
      return { start, end: free, arrival: clock.toRealTime(last) };
    },
  };
};
