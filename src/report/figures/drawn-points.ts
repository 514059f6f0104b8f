import type { CasePoint } from '../../model/curve/case-point.ts';
import { claimOf, type NullBand } from '../../model/curve/claim.ts';
import type { Curve, CurvePoint } from '../../model/curve/curves.ts';
import { placeLevels } from '../../model/curve/level-place.ts';
import type { Estimate } from '../../model/statistics/estimate.ts';
import type { Metric } from '../../model/test-name.ts';
import { describeCountedAt } from '../counted-text.ts';
import { describeInterval } from '../estimate-text.ts';
import type { CurveMark } from './curve-layers.ts';
import { offsetOf } from './test-styles.ts';

/** What is said of a point beside its value. */
export interface PointText {
  readonly asked: string;
  readonly measured: string;
  readonly verdict: string;
}

/** A point as it is drawn, with the texts that are shown where it is pointed at. */
export interface DrawnPoint extends CurveMark, PointText {
  readonly metric: Metric;
  readonly interval: string;
  readonly rounds: number;
  readonly claim: string;
}

/** What was asked and measured at a point, and its verdict. */
export const pointText = (point: CasePoint): PointText => ({
  asked: describeCountedAt(point, point.asked),
  measured: describeCountedAt(point, point.measured),
  verdict: point.verdict.verdict,
});

/** The claim that a point allows, as tables show it. */
export const claimText = (point: CasePoint, bands: readonly NullBand[]): string => {
  const claim = claimOf(
    point,
    bands.find(({ test }) => test === point.test),
  );
  return claim === 'none' ? '' : claim;
};

/** Each point of the curves that has a place, with it. */
export const placedPoints = (
  curves: readonly Curve[],
): readonly { readonly point: CurvePoint; readonly level: number; readonly offset: number }[] =>
  curves.flatMap(({ test, points }) => {
    const placeOf = placeLevels(points);
    return points.flatMap((point) => {
      const level = placeOf(point);
      return level === undefined ? [] : [{ point, level, offset: offsetOf(test, curves) }];
    });
  });

/** An estimate of every point, and how its value is written. */
interface Quantity {
  readonly of: (point: CasePoint) => Estimate | undefined;
  readonly describe: (value: number) => string;
  readonly bands: readonly NullBand[];
}

/** Every point of the curves that has a value and a place for it. */
export const drawnPoints = (
  curves: readonly Curve[],
  { of, describe, bands }: Quantity,
): readonly DrawnPoint[] =>
  placedPoints(curves).flatMap(({ point, level, offset }) => {
    const estimate = of(point);
    return estimate === undefined
      ? []
      : [
          {
            ...{ test: point.test, metric: point.metric, level, offset },
            levelText: point.level.text,
            value: estimate.value,
            low: estimate.low ?? null,
            high: estimate.high ?? null,
            bound: point.verdict.verdict === 'bound',
            valueText: describe(estimate.value),
            interval: describeInterval(estimate, describe),
            rounds: point.rounds,
            claim: claimText(point, bands),
            ...pointText(point),
          },
        ];
  });
