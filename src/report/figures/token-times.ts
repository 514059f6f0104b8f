import type { CasePoint } from '../../model/curve/case-point.ts';
import type { Curve } from '../../model/curve/curves.ts';
import { describeQuantity } from '../../model/units.ts';
import type { CurveMark } from './curve-layers.ts';
import { placedPoints, pointText, type PointText } from './drawn-points.ts';

/** The quantiles that are drawn, from the middle to the tail. */
export const quantiles = ['p50', 'p95', 'p99'] as const;
/** A quantile of token times. */
export type Quantile = (typeof quantiles)[number];

/** A quantile of a test's token times in one case; values in ms. */
export interface QuantileTime
  extends PointText, Pick<CurveMark, 'test' | 'value' | 'valueText' | 'bound'> {
  readonly quantile: Quantile;
  /** What the 99th percentile does not exceed with 95 % confidence; of no other. */
  readonly high: number | null;
  readonly atMost: string;
  readonly tokens: number;
}

/** A quantile of token times as it is drawn. */
export type DrawnTime = QuantileTime & CurveMark;

const nanosecondsOfMillisecond = 1e6;

/** The quantiles of a case's token times that are known; none where none were recorded. */
export const quantileTimes = (point: CasePoint): readonly QuantileTime[] =>
  quantiles.flatMap((quantile) => {
    const times = point.tokenTimes;
    const time = times?.[quantile];
    if (times === undefined || time === undefined) return [];
    const atMost = quantile === 'p99' ? times.p99AtMost : undefined;
    return [
      {
        test: point.test,
        quantile,
        value: time / nanosecondsOfMillisecond,
        high: atMost === undefined ? null : atMost / nanosecondsOfMillisecond,
        bound: point.verdict.verdict === 'bound',
        valueText: describeQuantity('time', time),
        atMost: atMost === undefined ? '' : describeQuantity('time', atMost),
        tokens: times.count,
        ...pointText(point),
      },
    ];
  });

/** Every quantile of the curves that is known and has a place. */
export const drawnTimes = (shown: readonly Curve[]): readonly DrawnTime[] =>
  placedPoints(shown).flatMap(({ point, level, offset }) =>
    quantileTimes(point).map((time) => ({
      ...time,
      ...{ level, offset, levelText: point.level.text, low: time.value },
    })),
  );
