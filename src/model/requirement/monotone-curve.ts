import type { Curve, CurvePoint } from '../curve/curves.ts';
import { placeLevels } from '../curve/level-place.ts';
import { isotonicFit } from '../statistics/isotonic.ts';
import type { Estimate } from '../statistics/estimate.ts';
import type { BandPoint } from './band-crossing.ts';
import type { Knot } from './crossing.ts';
import { severityAxis, type SeverityAxis } from './severity-axis.ts';

/** A bound level of a curve on the axis of severity. */
export interface PlacedPoint {
  readonly x: number;
  readonly point: CurvePoint;
  readonly ratio: Estimate;
}

/** A curve as time of a token over severity, in terms of the reference's time, made to rise. */
export interface MonotoneCurve {
  readonly axis: SeverityAxis;
  /** Levels with a `bound` verdict, a ratio and a place, from the mildest to the most severe. */
  readonly points: readonly PlacedPoint[];
  /** One a point: `1 / ratio` after the isotonic fit. */
  readonly knots: readonly Knot[];
  /** One for each point that has an interval: its ends as times, after an isotonic fit of their own. */
  readonly band: readonly BandPoint[];
  /** Points whose interval does not hold the fit: the curve rises there by more than its noise. */
  readonly reversals: readonly CurvePoint[];
}

const placed = (curve: Curve, axis: SeverityAxis): readonly PlacedPoint[] => {
  const placeOf = placeLevels(curve.points);
  return curve.points
    .flatMap((point): readonly PlacedPoint[] => {
      const place = placeOf(point);
      const x = place === undefined ? undefined : axis.xOf(place);
      return point.verdict.verdict !== 'bound' || point.ratio === undefined || x === undefined
        ? []
        : [{ x, point, ratio: point.ratio }];
    })
    .toSorted((left, right) => left.x - right.x);
};

/** Least squares of logarithms: a ratio and its inverse have the same fit. */
const fitTimes = (ratios: readonly number[]): readonly number[] =>
  isotonicFit(
    ratios.map((ratio) => -Math.log(ratio)),
    'increasing',
  ).map(Math.exp);

const bandOf = (points: readonly PlacedPoint[]): readonly BandPoint[] => {
  const bounded = points.flatMap(({ x, ratio: { low, high } }) =>
    low === undefined || high === undefined ? [] : [{ x, low, high }],
  );
  const lows = fitTimes(bounded.map(({ high }) => high));
  const highs = fitTimes(bounded.map(({ low }) => low));
  return bounded.map(({ x, low, high }, at) => ({
    x,
    low: lows[at] ?? 1 / high,
    high: highs[at] ?? 1 / low,
  }));
};

/** Rounding of logarithms is no reversal. */
const slightly = 1e-9;

const isOutside = ({ low, high }: Estimate, fitted: number): boolean =>
  low !== undefined &&
  high !== undefined &&
  (fitted < low * (1 - slightly) || fitted > high * (1 + slightly));

/**
 * The monotone regression (pool adjacent violators) of a curve's bound levels. Throughput must not rise
 * as the level becomes more severe; where it does within noise, neighbours share their mean.
 */
export const fitMonotone = (curve: Curve): MonotoneCurve => {
  const axis = severityAxis(curve.parameter);
  const points = placed(curve, axis);
  const times = fitTimes(points.map(({ ratio }) => ratio.value));
  return {
    axis,
    points,
    knots: points.map(({ x, ratio }, at) => ({ x, y: times[at] ?? 1 / ratio.value })),
    band: bandOf(points),
    reversals: points.flatMap(({ point, ratio }, at) =>
      isOutside(ratio, 1 / (times[at] ?? 1 / ratio.value)) ? [point] : [],
    ),
  };
};
