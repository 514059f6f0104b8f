import type { Latency, TierConstraint } from '../profile/profile.ts';
import type { BytesPerSecond, Nanoseconds } from '../units.ts';

/**
 * The mean of a latency. A distribution is its quantiles joined by straight lines: flat at p50
 * below the median, flat at the last given value beyond it.
 */
export const meanLatency = (latency: Latency): Nanoseconds => {
  if (latency.kind === 'fixed') return latency.value;
  const given = (
    [
      [0.5, latency.p50],
      [0.9, latency.p90],
      [0.99, latency.p99],
      [0.999, latency['p99.9']],
      [1, latency.max],
    ] as const
  ).flatMap(([share, value]) => (value === undefined ? [] : [{ share, value }]));
  let mean = 0;
  let last = { share: 0, value: latency.p50 };
  for (const each of given) {
    mean += ((each.share - last.share) * (each.value + last.value)) / 2;
    last = each;
  }
  return mean + (1 - last.share) * last.value;
};

const bandwidthInFlight = (tier: TierConstraint): BytesPerSecond => {
  if (tier.queueDepth === undefined || tier.accessSize === undefined) return Infinity;
  const latency = tier.readLatency === undefined ? 0 : meanLatency(tier.readLatency);
  return latency === 0 ? Infinity : (tier.queueDepth * tier.accessSize * 1e9) / latency;
};

/**
 * The bandwidth that a tier can sustain: its link's, or that of its accesses in flight where they
 * cannot fill the link, `min(readBandwidth, queueDepth * accessSize / latency)` (Little's law).
 * Undefined when nothing limits it.
 */
export const effectiveBandwidth = (tier: TierConstraint): BytesPerSecond | undefined => {
  const bandwidth = Math.min(tier.readBandwidth ?? Infinity, bandwidthInFlight(tier));
  return Number.isFinite(bandwidth) ? bandwidth : undefined;
};
