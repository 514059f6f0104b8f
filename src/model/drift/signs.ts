import { lagOneAutocorrelation, type Autocorrelation } from '../statistics/autocorrelation.ts';
import { findChangepoints } from '../statistics/changepoint.ts';
import type { Estimate } from '../statistics/estimate.ts';
import { hodgesLehmannShift } from '../statistics/hodges-lehmann.ts';
import { theilSen } from '../statistics/theil-sen.ts';
import type { Share } from '../units.ts';
import type { SpeedSeries } from './speeds.ts';

/** What speaks for a drift. */
export type DriftSign = 'slope' | 'halves' | 'segments' | 'lag-1';

/** What is seen of a drift in one series of speeds. */
export interface SeriesDrift {
  /** Absent for the mean of all tests. */
  readonly test?: string;
  readonly runs: number;
  /** Hours from the start of its first run to that of its last. */
  readonly hours: number;
  /** What the Theil-Sen slope makes of the speed in an hour: -0.02 is 2 % slower. Absent where all runs began at one time. */
  readonly slopePerHour?: Estimate;
  /** The same from the first run to the last. */
  readonly change?: Estimate;
  /** Speed of the second half of the runs over that of the first (Hodges-Lehmann). */
  readonly halves?: Estimate;
  readonly lagOne?: Autocorrelation;
  readonly segments: number;
  /** Speed of the fastest segment over that of the slowest, less 1. */
  readonly segmentSpread: Share;
  readonly signs: readonly DriftSign[];
}

/**
 * Changes below these are no drift that matters beside the other errors of a session. A steady change
 * of 2 % from end to end makes 1 % between halves and segments.
 */
export const driftLimits = { change: 0.02, halves: 0.01, segments: 0.01 } as const;

const excludes = ({ low, high }: Estimate, value: number): boolean =>
  low !== undefined && high !== undefined && (low > value || high < value);

/** An estimate with another scale, which keeps the order. */
const scaled = ({ value, low, high, count }: Estimate, by: (of: number) => number): Estimate => ({
  value: by(value),
  ...(low === undefined || high === undefined ? {} : { low: by(low), high: by(high) }),
  count,
});

const signsOf = (seen: Omit<SeriesDrift, 'signs'>): readonly DriftSign[] => {
  const { change, halves, lagOne, segments, segmentSpread } = seen;
  return [
    ...(change !== undefined && excludes(change, 0) && Math.abs(change.value) > driftLimits.change
      ? (['slope'] as const)
      : []),
    ...(halves !== undefined &&
    excludes(halves, 1) &&
    Math.abs(Math.log(halves.value)) > Math.log1p(driftLimits.halves)
      ? (['halves'] as const)
      : []),
    ...(segments > 1 && segmentSpread > driftLimits.segments ? (['segments'] as const) : []),
    ...(lagOne !== undefined && lagOne.value > lagOne.bound ? (['lag-1'] as const) : []),
  ];
};

/** Looks for a drift in one series of speeds. */
export const describeSeries = ({ test, points }: SpeedSeries): SeriesDrift => {
  const speeds = points.map(({ y }) => y);
  const hours = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const slope = theilSen(points)?.slope;
  const middle = speeds.length >> 1;
  const shift = hodgesLehmannShift(speeds.slice(0, middle), speeds.slice(middle));
  const lagOne = lagOneAutocorrelation(speeds);
  const centres = findChangepoints(speeds).map(({ centre }) => centre);
  const seen = {
    ...(test === undefined ? {} : { test }),
    runs: points.length,
    hours,
    ...(slope === undefined
      ? {}
      : {
          slopePerHour: scaled(slope, Math.expm1),
          change: scaled(slope, (each) => Math.expm1(each * hours)),
        }),
    ...(shift === undefined ? {} : { halves: scaled(shift, Math.exp) }),
    ...(lagOne === undefined ? {} : { lagOne }),
    segments: centres.length,
    segmentSpread:
      centres.length === 0 ? 0 : Math.expm1(Math.max(...centres) - Math.min(...centres)),
  };
  return { ...seen, signs: signsOf(seen) };
};
