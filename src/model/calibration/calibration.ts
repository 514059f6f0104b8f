import { z } from 'zod';

/** What tells a host from another for the tier's sake. Cheap to read: it is read before every plan. */
export const HostIdentity = z.object({
  hostname: z.string(),
  architecture: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  cpus: z.number().positive(),
  /** `always`, `madvise` or `never`; absent where the kernel has no huge pages. */
  transparentHugePages: z.string().optional(),
});
/** What tells a host from another for the tier's sake. */
export type HostIdentity = z.infer<typeof HostIdentity>;

/**
 * What a point of a calibration measures: `bandwidth` and `latency` at a level that was asked, the
 * `ceiling` (bandwidth without a limit), the `floor` (latency of an absent unit without a limit), and
 * `null`, the speed of a scan of weights that are held, as a ratio to the same scan without the library.
 */
export const PointKind = z.enum(['bandwidth', 'latency', 'ceiling', 'floor', 'null']);
/** What a point of a calibration measures. */
export type PointKind = z.infer<typeof PointKind>;

/** One thing measured several times. Values are B/s, ns or a ratio, by kind. */
export const CalibrationPoint = z.object({
  kind: PointKind,
  /** Size of the tier's units, in bytes. */
  unitBytes: z.number().positive(),
  /** Read ahead of demand, in bytes. */
  prefetchBytes: z.number().nonnegative(),
  /** B/s or ns; absent where nothing was asked. */
  asked: z.number().positive().optional(),
  /** One value a repetition, in the order in which they were measured. */
  values: z.array(z.number().nonnegative()).min(1),
  /** The 99th percentile of each repetition's touches, in ns; only for latencies. */
  tails: z.array(z.number().nonnegative()).optional(),
  measuredUtc: z.string(),
});
/** One thing measured several times. */
export type CalibrationPoint = z.infer<typeof CalibrationPoint>;

/** What the tier delivers on one host, as measured there. */
export const Calibration = z.object({
  schema: z.literal('calibration/1'),
  toolVersion: z.string(),
  host: HostIdentity,
  /** Key of the compiled tier library: of another library nothing is known. */
  library: z.string(),
  /** Whether huge pages held the weights. */
  hugePages: z.boolean(),
  points: z.array(CalibrationPoint),
});
/** What the tier delivers on one host, as measured there. */
export type Calibration = z.infer<typeof Calibration>;

const sameSubject = (one: CalibrationPoint, other: CalibrationPoint): boolean =>
  one.kind === other.kind &&
  one.unitBytes === other.unitBytes &&
  one.prefetchBytes === other.prefetchBytes &&
  one.asked === other.asked;

/** A calibration with what an older one knows besides: the newer point of each subject counts. */
export const joinCalibrations = (newer: Calibration, older: Calibration): Calibration => ({
  ...newer,
  points: [
    ...newer.points,
    ...older.points.filter((each) => !newer.points.some((point) => sameSubject(point, each))),
  ],
});
