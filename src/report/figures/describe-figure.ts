import type { Curve, CurvePoint, Curves } from '../../model/curve/curves.ts';
import { describeRate, describeRatio } from '../estimate-text.ts';
import { quantileTimes } from './token-times.ts';

const describe = (
  curves: readonly Curve[],
  valueOf: (point: CurvePoint) => string | undefined,
): string =>
  curves
    .map(({ test, points }) => {
      const shown = points.flatMap((point) => {
        const value = valueOf(point);
        const { verdict } = point.verdict;
        return value === undefined
          ? []
          : [`${point.level.text} ${value}${verdict === 'bound' ? '' : ` (${verdict})`}`];
      });
      return `${test}: ${shown.length === 0 ? 'no value' : shown.join(', ')}`;
    })
    .join('. ');

/** Ratios in words: that of every point that has one. */
export const describeRatios = (
  parameter: string,
  curves: readonly Curve[],
  reference: Curves['reference'],
): string =>
  `Throughput as a ratio to ${reference} at each level of ${parameter}. ${describe(
    curves,
    ({ ratio }) => (ratio === undefined ? undefined : describeRatio(ratio.value)),
  )}.`;

/** Throughput in words: that of every point that has any, with its ratio where there is one. */
export const describeThroughput = (
  parameter: string,
  curves: readonly Curve[],
  reference: Curves['reference'],
): string =>
  `Tokens/s, and their ratio to ${reference}, at each level of ${parameter}. ${describe(
    curves,
    ({ tokensPerSecond, ratio }) => {
      if (tokensPerSecond === undefined) return undefined;
      const rate = describeRate(tokensPerSecond.value);
      return ratio === undefined ? rate : `${rate} = ${describeRatio(ratio.value)}`;
    },
  )}.`;

/** A figure of token times in words: the quantiles at each level. */
export const describeTokenTimes = (parameter: string, curves: readonly Curve[]): string =>
  `Times of generated tokens at each level of ${parameter}, the median and the tail. ${describe(
    curves,
    (point) => {
      const times = quantileTimes(point).map(
        ({ quantile, valueText }) => `${quantile} ${valueText}`,
      );
      return times.length === 0 ? undefined : times.join(' ');
    },
  )}.`;
