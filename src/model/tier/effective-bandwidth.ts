import type { TierConstraint } from '../profile/profile.ts';
import type { BytesPerSecond } from '../units.ts';
import { meanLatency } from './mean-latency.ts';
import { toHost } from './scale.ts';

const bandwidthInFlight = (tier: TierConstraint): BytesPerSecond => {
  if (tier.queueDepth === undefined || tier.accessSize === undefined) return Infinity;
  const latency = tier.readLatency === undefined ? 0 : meanLatency(tier.readLatency);
  return latency === 0 ? Infinity : (tier.queueDepth * tier.accessSize * 1e9) / latency;
};

/**
 * The bandwidth of a tier as it is written, without its scale: its link's, or that of its accesses in
 * flight where they cannot fill the link, `min(readBandwidth, queueDepth * accessSize / mean latency)`
 * (Little's law). Undefined when nothing limits it.
 */
export const writtenBandwidth = (tier: TierConstraint): BytesPerSecond | undefined => {
  const bandwidth = Math.min(tier.readBandwidth ?? Infinity, bandwidthInFlight(tier));
  return Number.isFinite(bandwidth) ? bandwidth : undefined;
};

/**
 * The bandwidth of a tier on this host while it works without a break: the written one, scaled where the
 * tier has a scale. Undefined when nothing limits it.
 */
export const effectiveBandwidth = (tier: TierConstraint): BytesPerSecond | undefined => {
  const written = writtenBandwidth(tier);
  return written === undefined ? undefined : toHost(tier, written);
};

/**
 * The bandwidth that a tier sustains over many of its stalls: the effective one for the share of the
 * time in which it works. Undefined when nothing limits it.
 */
export const sustainedBandwidth = (tier: TierConstraint): BytesPerSecond | undefined => {
  const effective = effectiveBandwidth(tier);
  return effective === undefined || tier.stall === undefined
    ? effective
    : effective * (1 - tier.stall.for / tier.stall.every);
};
