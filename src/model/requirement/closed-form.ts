import type { Curve } from '../curve/curves.ts';
import { lawPoints } from '../curve/physics-fit.ts';
import type { RoundTimes } from '../curve/round-times.ts';
import { fitLaw, placeAtTime } from '../curve/time-law.ts';
import type { TierConstraint } from '../profile/profile.ts';
import { estimateMedian } from '../statistics/estimate.ts';
import { effectiveBandwidth } from '../tier/effective-bandwidth.ts';
import { fromHost } from '../tier/scale.ts';
import type { BytesPerSecond } from '../units.ts';

/** A bandwidth that keeps a share, from the law of time over bandwidth. */
export interface ClosedForm {
  /** The level of `tier.readBandwidth`; absent where by the law none is enough. */
  readonly value?: BytesPerSecond;
  /** Lower end of the 95 % interval; absent below 6 rounds, or where by the law none is enough. */
  readonly low?: BytesPerSecond;
  /** Absent below 6 rounds, and where the interval has no upper end. */
  readonly high?: BytesPerSecond;
  /** Rounds that were fitted. */
  readonly rounds: number;
}

/** The level of `tier.readBandwidth` at which a tier sustains a bandwidth on this host; infinite where it never does. */
const levelFor = (sustained: BytesPerSecond, tier: TierConstraint): BytesPerSecond => {
  const { readBandwidth: _, stall, ...rest } = tier;
  const inFlight = effectiveBandwidth(rest) ?? Infinity;
  const working = stall === undefined ? 1 : 1 - stall.for / stall.every;
  const effective = sustained / working;
  return effective > inFlight ? Infinity : fromHost(tier, effective);
};

/**
 * A flat side of one level is enough here. What a hinge lacks of a line there is little, but a line through
 * a hinge would be wrong at every level.
 */
const fewestFlat = 1;

/** Nanoseconds a byte at which a round's own fit takes as long as the share allows. */
const placeInRound = (
  curve: Curve,
  { byCase, reference }: RoundTimes,
  keep: number,
  prefetches: boolean,
): number | undefined => {
  const points = lawPoints(curve).flatMap(({ x, point }) => {
    const y = byCase.get(point.caseId);
    return y === undefined ? [] : [{ x, y }];
  });
  const law = fitLaw(points, prefetches ? fewestFlat : undefined);
  return law === undefined ? undefined : placeAtTime(law, reference / keep);
};

/**
 * The bandwidth at which the law of time over bandwidth keeps a share: `B = c / (t_ref / k - a + h)`.
 *
 * Each round is fitted by itself, a line or with prefetch a hinge, and solved with its own reference;
 * given is the median over rounds with its exact order-statistic interval. In a round the bandwidth comes
 * out too high just when the fitted line lies above the allowed time at the true place, so the median is
 * as good as the line there, however the quotient bends the distribution. A round without a solution (its
 * line lies above the allowed time everywhere) counts as an infinite bandwidth.
 */
export const solveClosedForm = (
  curve: Curve,
  rounds: readonly RoundTimes[],
  keep: number,
  tier: TierConstraint,
): ClosedForm | undefined => {
  const prefetches = (tier.prefetch ?? 0) > 0;
  const places = rounds.flatMap((each) => placeInRound(curve, each, keep, prefetches) ?? []);
  const estimate = estimateMedian(places);
  // Where time does not grow with time a byte, the law says nothing of the level.
  if (estimate === undefined || Number.isNaN(estimate.value) || estimate.value === Infinity)
    return undefined;
  const bandwidthAt = (place: number | undefined): BytesPerSecond | undefined => {
    if (place === undefined || place <= 0 || place === Infinity) return undefined;
    const level = levelFor(1e9 / place, tier);
    return level === Infinity ? undefined : level;
  };
  // More time a byte is less bandwidth: the ends change places. At a place of 0 or below the share is
  // lost without any limit.
  const [value, low, high] = [estimate.value, estimate.high, estimate.low].map(bandwidthAt);
  return {
    ...(value === undefined ? {} : { value }),
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    rounds: estimate.count,
  };
};
