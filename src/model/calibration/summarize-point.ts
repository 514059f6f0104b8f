import { median } from 'simple-statistics';
import type { CalibrationPoint } from './calibration.ts';

/** Largest difference between asked and measured, as a share of what was asked. */
export const calibrationTolerance = 0.05;

/** Latencies may also be this far off, in ns: less than the kernel takes to deliver a page fault. */
export const latencyToleranceNs = 3_000;

/** A point of a calibration in three numbers, and what they say of it. */
export interface PointSummary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** `median / asked - 1`; only where something above 0 was asked. */
  readonly error?: number;
  /** Whether what was asked was delivered; only where something was asked. */
  readonly verdict?: 'met' | 'missed';
  /** Median of the 99th percentiles. */
  readonly tail?: number;
}

const within = ({ kind, asked }: CalibrationPoint, middle: number): boolean =>
  asked === undefined ||
  Math.abs(middle - asked) <= asked * calibrationTolerance ||
  (kind === 'latency' && Math.abs(middle - asked) <= latencyToleranceNs);

/** Reduces the repetitions of a point: their median and their range. */
export const summarizePoint = (point: CalibrationPoint): PointSummary => {
  const { asked, values, tails } = point;
  const middle = median([...values]);
  return {
    median: middle,
    least: Math.min(...values),
    most: Math.max(...values),
    ...(asked === undefined ? {} : { verdict: within(point, middle) ? 'met' : 'missed' }),
    ...(asked === undefined || asked === 0 ? {} : { error: middle / asked - 1 }),
    ...(tails === undefined || tails.length === 0 ? {} : { tail: median([...tails]) }),
  };
};
