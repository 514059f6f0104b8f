import { failed, success, type Result } from '../result.ts';
import type { TierConstraint } from '../profile/profile.ts';
import { describeQuantity, type Bytes, type BytesPerSecond, type Nanoseconds } from '../units.ts';
import { effectiveBandwidth } from './effective-bandwidth.ts';

const KiB = 2 ** 10;
const MiB = 2 ** 20;

/** Staging memory when a profile names none: far below any model, far above what llama.cpp touches at once. */
export const defaultBuffer: Bytes = 64 * MiB;

/** Units that the buffer must hold besides those read ahead, so that no thread pushes out what another needs. */
const spareUnits = 8;

const largestUnit = 4 * MiB;
const smallestUnit = 64 * KiB;

/** The tier as the pager runs it: everything decided, in the pager's own terms. */
export interface ResolvedTier {
  /** Bytes fetched and evicted together; a power of two. */
  readonly unitBytes: Bytes;
  /** Undefined: no limit. */
  readonly bandwidth: BytesPerSecond | undefined;
  readonly latencyNs: Nanoseconds;
  readonly prefetchUnits: number;
  readonly bufferUnits: number;
}

/** Why a tier cannot be run as asked. */
export interface TierProblem {
  readonly parameter: string;
  readonly problem: string;
}

const latencyOf = (tier: TierConstraint): Nanoseconds => {
  if (tier.readLatency === undefined) return 0;
  return tier.readLatency.kind === 'fixed' ? tier.readLatency.value : tier.readLatency.p50;
};

/** The largest unit of which the buffer holds enough beside what is read ahead. */
const chooseUnit = (buffer: Bytes, prefetch: Bytes): Bytes | undefined => {
  for (let unit = largestUnit; unit >= smallestUnit; unit /= 2) {
    if (Math.floor(buffer / unit) >= Math.ceil(prefetch / unit) + spareUnits) return unit;
  }
  return undefined;
};

/**
 * Decides the unit size and counts prefetch and buffer in units.
 *
 * Units are 4 MiB (two huge pages: fewer faults than with one, and still small beside a layer) unless
 * the buffer is too small for enough of them.
 */
export const resolveTier = (tier: TierConstraint): Result<ResolvedTier, TierProblem> => {
  const buffer = tier.buffer ?? defaultBuffer;
  const prefetch = tier.prefetch ?? 0;
  const unitBytes = tier.unitSize ?? chooseUnit(buffer, prefetch) ?? smallestUnit;
  const prefetchUnits = Math.ceil(prefetch / unitBytes);
  const needed = (prefetchUnits + spareUnits) * unitBytes;
  if (buffer < needed) {
    return failed({
      parameter: 'tier.buffer',
      problem:
        `expected at least ${describeQuantity('bytes', needed)} ` +
        `(what is read ahead, and ${spareUnits} units), got ${describeQuantity('bytes', buffer)}`,
    });
  }
  return success({
    unitBytes,
    bandwidth: effectiveBandwidth(tier),
    latencyNs: latencyOf(tier),
    prefetchUnits,
    bufferUnits: Math.floor(buffer / unitBytes),
  });
};
