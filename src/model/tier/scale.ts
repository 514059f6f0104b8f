import type { TierConstraint } from '../profile/profile.ts';
import { describeQuantity, type BytesPerSecond, type Nanoseconds } from '../units.ts';

type Scaled = Pick<TierConstraint, 'scale'>;

/** A bandwidth of a tier's device as it is applied on the host; itself without a scale. */
export const toHost = ({ scale }: Scaled, bandwidth: BytesPerSecond): BytesPerSecond =>
  scale === undefined ? bandwidth : (bandwidth * scale.host) / scale.referenceBandwidth;

/** The bandwidth of a tier's device that one on the host stands for; the inverse of {@link toHost}. */
export const fromHost = ({ scale }: Scaled, bandwidth: BytesPerSecond): BytesPerSecond =>
  scale === undefined ? bandwidth : (bandwidth * scale.referenceBandwidth) / scale.host;

/**
 * A time of a tier's device as it is applied on the host: longer by as much as bandwidths are less, where
 * the scale asks for it. A token bound by bandwidth takes that much longer too, so the time stays the
 * same share of it (time dilation).
 */
export const timeOnHost = ({ scale }: Scaled, time: Nanoseconds): Nanoseconds =>
  scale?.times === 'scaled' ? (time * scale.referenceBandwidth) / scale.host : time;

const isTime = (parameter: string): boolean => /^tier\.(readLatency|stall)(\.|$)/.test(parameter);

/** A level of a parameter as it is applied on the host; the written one where no scale acts on it. */
export const appliedLevel = (tier: Scaled, parameter: string, level: number): number => {
  if (parameter === 'tier.readBandwidth') return toHost(tier, level);
  return isTime(parameter) ? timeOnHost(tier, level) : level;
};

/** Whether the levels of a parameter are a device's own, and others are applied on the host. */
export const isScaled = ({ scale }: Scaled, parameter: string): boolean =>
  scale !== undefined &&
  (parameter === 'tier.readBandwidth' || (scale.times === 'scaled' && isTime(parameter)));

/** `scaled by 40 GB/s of this host over 2 TB/s of hbm4-stack`, for times the other way; empty without a scale. */
export const describeScale = (
  { scale }: Scaled,
  of: 'bandwidth' | 'time' = 'bandwidth',
): string => {
  if (scale === undefined) return '';
  const rate = (bandwidth: BytesPerSecond): string =>
    describeQuantity('bytes-per-second', bandwidth);
  const host = `${rate(scale.host)} of this host`;
  const reference = `${rate(scale.referenceBandwidth)} of ${scale.reference}`;
  return of === 'time'
    ? `scaled by ${reference} over ${host}`
    : `scaled by ${host} over ${reference}`;
};
