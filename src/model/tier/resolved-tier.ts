import { failed, success, type Result } from '../result.ts';
import type { TierConstraint } from '../profile/profile.ts';
import { describeQuantity, type Bytes, type BytesPerSecond } from '../units.ts';
import { effectiveBandwidth } from './effective-bandwidth.ts';
import { latencyPoints, type LatencyPoint } from './latency-points.ts';
import type { Placement } from './residency.ts';
import { timeOnHost } from './scale.ts';
import type { Stall } from './stall.ts';

const KiB = 2 ** 10;
const MiB = 2 ** 20;

/** Staging memory when a profile names none: far below any model, far above what llama.cpp touches at once. */
export const defaultBuffer: Bytes = 64 * MiB;

/** Units that the buffer must hold besides those read ahead, so that no thread pushes out what another needs. */
const spareUnits = 8;

/** Chosen units lie between these, unless one access is larger. */
const largestUnit = 4 * MiB;
const smallestUnit = 64 * KiB;

/** The tier as the pager runs it: everything decided, in the pager's own terms, in whole numbers. */
export interface ResolvedTier {
  /** Bytes fetched and evicted together; a power of two. */
  readonly unitBytes: Bytes;
  /** Undefined: no limit. */
  readonly bandwidth: BytesPerSecond | undefined;
  /** Quantiles of the latency of one access, in rising order; none: no latency. */
  readonly latency: readonly LatencyPoint[];
  /** Bytes of one access; 0: a unit is fetched by one access. */
  readonly accessBytes: Bytes;
  readonly prefetchUnits: number;
  readonly bufferUnits: number;
  /** Share of the weights that stays in fast memory, in parts per million. */
  readonly residencyPpm: number;
  readonly placement: Placement;
  /** Undefined: the tier never stands still. */
  readonly stall: Stall | undefined;
  /** Decides latencies and stalls; a whole number from 0 to 2^32 - 1. */
  readonly seed: number;
}

/** Why a tier cannot be run as asked. */
export interface TierProblem {
  readonly parameter: string;
  readonly problem: string;
}

const size = (bytes: Bytes): string => describeQuantity('bytes', bytes);

/** The smallest unit that a tier may be given: an access never spans two units. */
const leastUnit = (accessBytes: Bytes): Bytes =>
  Math.max(smallestUnit, 2 ** Math.ceil(Math.log2(Math.max(1, accessBytes))));

/** The largest unit of which the buffer holds enough beside what is read ahead; else the least. */
const chooseUnit = (buffer: Bytes, prefetch: Bytes, accessBytes: Bytes): Bytes => {
  const least = leastUnit(accessBytes);
  for (let unit = Math.max(least, largestUnit); unit > least; unit /= 2)
    if (Math.floor(buffer / unit) >= Math.ceil(prefetch / unit) + spareUnits) return unit;
  return least;
};

/** Times in a profile may have parts of a nanosecond; a window that has no whole one is none. */
const resolveStall = (tier: TierConstraint): Result<Stall | undefined, TierProblem> => {
  const { stall } = tier;
  if (stall === undefined) return success(undefined);
  const everyNs = Math.round(timeOnHost(tier, stall.every));
  const forNs = Math.round(timeOnHost(tier, stall.for));
  if (forNs === 0) return success(undefined);
  return forNs < everyNs
    ? success({ everyNs, forNs, random: stall.pattern === 'random' })
    : failed({
        parameter: 'tier.stall.for',
        problem: `expected at least one nanosecond less than stall.every (${everyNs} ns), got ${forNs} ns`,
      });
};

const checkUnit = (
  tier: TierConstraint,
  unitBytes: Bytes,
  prefetchUnits: number,
): TierProblem | undefined => {
  const { accessSize = 0, buffer = defaultBuffer } = tier;
  if (unitBytes < accessSize)
    return {
      parameter: 'tier.unitSize',
      problem: `expected at least one access (tier.accessSize ${size(accessSize)}), got ${size(unitBytes)}`,
    };
  const needed = (prefetchUnits + spareUnits) * unitBytes;
  if (buffer >= needed) return undefined;
  return {
    parameter: 'tier.buffer',
    problem:
      `expected at least ${size(needed)} ` +
      `(what is read ahead, and ${spareUnits} units), got ${size(buffer)}`,
  };
};

/**
 * Decides the unit size, counts prefetch and buffer in units, applies the scale, and rounds to whole
 * numbers.
 *
 * Units are 4 MiB (two huge pages: fewer faults than with one, and still small beside a layer) unless
 * the buffer is too small for enough of them; they never are smaller than an access. `seed` decides
 * what is drawn; it changes nothing else.
 */
export const resolveTier = (tier: TierConstraint, seed = 0): Result<ResolvedTier, TierProblem> => {
  const { buffer = defaultBuffer, prefetch = 0, accessSize = 0 } = tier;
  const unitBytes = tier.unitSize ?? chooseUnit(buffer, prefetch, accessSize);
  const prefetchUnits = Math.ceil(prefetch / unitBytes);
  const problem = checkUnit(tier, unitBytes, prefetchUnits);
  if (problem !== undefined) return failed(problem);
  const stall = resolveStall(tier);
  if (!stall.ok) return stall;
  const bandwidth = effectiveBandwidth(tier);
  return success({
    unitBytes,
    // To the pager 0 is no limit, so the slowest link is one byte per second.
    bandwidth: bandwidth === undefined ? undefined : Math.max(1, Math.round(bandwidth)),
    latency:
      tier.readLatency === undefined
        ? []
        : latencyPoints(tier.readLatency).map(({ ppm, ns }) => ({
            ppm,
            ns: Math.round(timeOnHost(tier, ns)),
          })),
    accessBytes: accessSize,
    prefetchUnits,
    bufferUnits: Math.floor(buffer / unitBytes),
    residencyPpm: Math.round((tier.residency ?? 0) * 1e6),
    placement: tier.placement ?? 'even',
    stall: stall.value,
    seed,
  });
};
