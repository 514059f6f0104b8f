import type { Case } from '../plan.ts';
import type { TierConstraint } from '../profile/profile.ts';
import { effectiveBandwidth } from '../tier/effective-bandwidth.ts';
import { defaultBuffer, resolveTier } from '../tier/resolved-tier.ts';
import { timeOnHost } from '../tier/scale.ts';
import type { Bytes, BytesPerSecond, Nanoseconds } from '../units.ts';
import type { PointKind } from './calibration.ts';
import type { Touches } from './touches.ts';

const MiB = 2 ** 20;

/** One thing to measure. */
export interface PlannedPoint {
  readonly kind: PointKind;
  /** B/s or ns. */
  readonly asked?: number;
  /** The tier that it is measured under. */
  readonly tier: TierConstraint;
  readonly unitBytes: Bytes;
  readonly prefetchBytes: Bytes;
  readonly touches: Touches;
}

/** Everything that a calibration measures. */
export interface CalibrationPlan {
  readonly points: readonly PlannedPoint[];
  /** Size of the file that stands for the weights. */
  readonly fileBytes: Bytes;
  readonly repetitions: number;
}

const bandwidths: readonly BytesPerSecond[] = [1e9, 2e9, 5e9, 10e9, 20e9, 50e9, 100e9];
const latencies: readonly Nanoseconds[] = [5e3, 10e3, 20e3, 50e3, 100e3, 200e3, 500e3, 1e6];
const quickBandwidths: readonly BytesPerSecond[] = [5e9, 50e9];
const quickLatencies: readonly Nanoseconds[] = [10e3, 100e3];

/** A page of the processor: one touch for each, as a program that reads everything makes at least. */
const pageBytes = 4096;
/** A cache line: what a scan of all memory touches. */
const lineBytes = 64;

/** The file is this many times the buffer, so that each pass finds nothing of the pass before. */
const fileToBuffer = 4;
const leastFile = 256 * MiB;
/** More would cost memory and tell nothing new: the buffer's size is no limit by itself. */
const largestBuffer = 256 * MiB;
const largestPrefetch = 64 * MiB;

/** Long enough that the start of a read, and a short interruption, do not count. */
const readNs = 0.25e9;
const ceilingPasses = 256;
const mostTouches = 5_000;
const fewestTouches = 300;

/** The shape of the tier that everything is measured with: no limit, only sizes. */
interface Shape {
  readonly unitBytes: Bytes;
  readonly prefetchBytes: Bytes;
  readonly bufferBytes: Bytes;
}

const shapeOf = (tier: TierConstraint): Shape => {
  const prefetch = Math.min(tier.prefetch ?? 4 * MiB, largestPrefetch);
  const buffer = Math.min(tier.buffer ?? defaultBuffer, largestBuffer);
  const resolved = resolveTier({
    prefetch,
    buffer,
    ...(tier.unitSize === undefined ? {} : { unitSize: tier.unitSize }),
  });
  const unitBytes = resolved.ok ? resolved.value.unitBytes : 4 * MiB;
  // Without read-ahead the reader's own time would lie between one fetch and the next.
  const prefetchBytes = Math.max(Math.ceil(prefetch / unitBytes), 2) * unitBytes;
  return { unitBytes, prefetchBytes, bufferBytes: Math.max(buffer, prefetchBytes + 8 * unitBytes) };
};

const sizes = ({ unitBytes, bufferBytes }: Shape): TierConstraint => ({
  unitSize: unitBytes,
  buffer: bufferBytes,
});

const bandwidthPoint = (shape: Shape, file: Bytes, asked?: BytesPerSecond): PlannedPoint => ({
  kind: asked === undefined ? 'ceiling' : 'bandwidth',
  ...(asked === undefined ? {} : { asked }),
  tier: {
    ...sizes(shape),
    prefetch: shape.prefetchBytes,
    ...(asked === undefined ? {} : { readBandwidth: asked }),
  },
  unitBytes: shape.unitBytes,
  prefetchBytes: shape.prefetchBytes,
  touches: {
    mode: 'sequential',
    // Without a limit the reader's own touches of pages would take longer than the tier.
    strideBytes: asked === undefined ? shape.unitBytes : pageBytes,
    passes: asked === undefined ? ceilingPasses : Math.ceil((asked * readNs) / 1e9 / file),
  },
});

const latencyPoint = (shape: Shape, asked?: Nanoseconds): PlannedPoint => ({
  kind: asked === undefined ? 'floor' : 'latency',
  ...(asked === undefined ? {} : { asked }),
  tier: {
    ...sizes(shape),
    ...(asked === undefined ? {} : { readLatency: { kind: 'fixed', value: asked } }),
  },
  unitBytes: shape.unitBytes,
  prefetchBytes: 0,
  touches: {
    mode: 'random',
    strideBytes: shape.unitBytes,
    touches: Math.min(mostTouches, Math.max(fewestTouches, Math.ceil(readNs / (asked ?? 1)))),
  },
});

const nullPoint = (shape: Shape): PlannedPoint => ({
  kind: 'null',
  tier: sizes(shape),
  unitBytes: shape.unitBytes,
  prefetchBytes: 0,
  touches: { mode: 'sequential', strideBytes: lineBytes, passes: 4, warmup: 1 },
});

const rising = (values: readonly number[]): readonly number[] =>
  [...new Set(values)].toSorted((left, right) => left - right);

/** The effective bandwidths and the latencies that a plan's cases ask for. */
const levelsOf = (
  cases: readonly Case[],
): { readonly bandwidths: readonly number[]; readonly latencies: readonly number[] } => {
  const tiers = cases.flatMap(({ constraints }) =>
    constraints.tier === undefined ? [] : [constraints.tier],
  );
  return {
    bandwidths: tiers.flatMap((tier) => effectiveBandwidth(tier) ?? []),
    latencies: tiers.flatMap((tier) => {
      const { readLatency } = tier;
      const value = readLatency?.kind === 'fixed' ? readLatency.value : readLatency?.p50;
      return value === undefined || value === 0 ? [] : [timeOnHost(tier, value)];
    }),
  };
};

/** What to calibrate for: nothing in particular, or a plan with its profile's tier. */
export interface CalibrationSubject {
  readonly tier: TierConstraint;
  readonly cases: readonly Case[];
}

/**
 * The points of a calibration: the standard levels, and those that a plan asks for. Without a plan the
 * ceiling and the floor are measured for units of 2 MiB as well.
 */
export const planCalibration = (
  subject: CalibrationSubject | undefined,
  quick: boolean,
): CalibrationPlan => {
  const shape = shapeOf(subject?.tier ?? {});
  const fileBytes = Math.max(leastFile, fileToBuffer * shape.bufferBytes);
  const asked = levelsOf(subject?.cases ?? []);
  const standard = quick ? quickBandwidths : bandwidths;
  const standardLatencies = quick ? quickLatencies : latencies;
  const shapes = subject === undefined ? [shape, shapeOf({ unitSize: 2 * MiB })] : [shape];
  return {
    fileBytes,
    repetitions: quick ? 3 : 5,
    points: [
      ...rising([...standard, ...asked.bandwidths]).map((level) =>
        bandwidthPoint(shape, fileBytes, level),
      ),
      ...rising([...standardLatencies, ...asked.latencies]).map((level) =>
        latencyPoint(shape, level),
      ),
      ...shapes.map((each) => bandwidthPoint(each, fileBytes)),
      ...shapes.map((each) => latencyPoint(each)),
      nullPoint(shape),
    ],
  };
};
