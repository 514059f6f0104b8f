import { max, median, min } from 'simple-statistics';
import type { Verdict } from '../run-record.ts';
import { estimateRatio, type Estimate } from '../statistics/estimate.ts';
import { hodgesLehmannShift } from '../statistics/hodges-lehmann.ts';
import type { Series, SeriesValue } from './series.ts';

/** What one side has at a point. */
export interface SideValues {
  /** In the order in which they were recorded. */
  readonly values: readonly number[];
  /** Of the values; undefined without any. */
  readonly range?: { readonly median: number; readonly min: number; readonly max: number };
  readonly verdict?: Verdict;
}

/** Why a comparison has no interval. */
export type IntervalMiss = 'no-value' | 'one-value' | 'too-few-values' | 'too-many-values';

/** One point and metric of both sides, and what lies between them. */
export interface ComparedPoint extends Pick<Series, 'point' | 'metric' | 'measure'> {
  readonly a: SideValues;
  readonly b: SideValues;
  /** The median of B over the median of A, less 1; absent where a side has no value. */
  readonly delta?: number;
  /** B over A of pairs: the median of the ratios; `count` is the number of pairs. Absent without pairs. */
  readonly paired?: Estimate;
  /**
   * B over A of independent values: the Hodges-Lehmann shift of the logarithms, as a ratio. Absent
   * where it has no interval.
   */
  readonly unpaired?: Estimate;
  /** Absent where there is an interval. */
  readonly miss?: IntervalMiss;
}

/** Beyond so many differences between two sides memory and time run out before patience. */
const mostDifferences = 1e7;

/** The values of one side at a point, summarized. */
export const summarizeSeries = ({ values: all, verdict }: Series): SideValues => {
  const values = all.map(({ value }) => value);
  return {
    values,
    ...(values.length === 0
      ? {}
      : { range: { median: median(values), min: min(values), max: max(values) } }),
    ...(verdict === undefined ? {} : { verdict }),
  };
};

const ratiosOfPairs = (a: readonly SeriesValue[], b: readonly SeriesValue[]): readonly number[] => {
  const partners = new Map(a.map(({ pair, value }) => [pair, value]));
  return b.flatMap(({ pair, value }) => {
    const partner = pair === undefined ? undefined : partners.get(pair);
    return partner === undefined ? [] : [value / partner];
  });
};

/** Where a side has one value, an interval would say nothing of how that side varies. */
const unpairedRatio = (a: readonly number[], b: readonly number[]): Estimate | undefined => {
  if (Math.min(a.length, b.length) < 2 || a.length * b.length > mostDifferences) return undefined;
  const logs = hodgesLehmannShift(a.map(Math.log), b.map(Math.log));
  return logs?.low === undefined || logs.high === undefined
    ? undefined
    : {
        value: Math.exp(logs.value),
        low: Math.exp(logs.low),
        high: Math.exp(logs.high),
        count: logs.count,
      };
};

const missOf = (a: readonly number[], b: readonly number[]): IntervalMiss => {
  const fewest = Math.min(a.length, b.length);
  if (fewest === 0) return 'no-value';
  if (fewest === 1) return 'one-value';
  return a.length * b.length > mostDifferences ? 'too-many-values' : 'too-few-values';
};

/** Compares B with the base A at one point: medians, and intervals of their ratio where there are enough values. */
export const compareSeries = (base: Series, other: Series): ComparedPoint => {
  const { point, metric, measure } = base;
  const [a, b] = [summarizeSeries(base), summarizeSeries(other)];
  const paired = estimateRatio(ratiosOfPairs(base.values, other.values));
  const unpaired = unpairedRatio(a.values, b.values);
  const hasInterval = paired?.low !== undefined || unpaired !== undefined;
  return {
    ...{ point, metric, measure, a, b },
    ...(a.range === undefined || b.range === undefined
      ? {}
      : { delta: b.range.median / a.range.median - 1 }),
    ...(paired === undefined ? {} : { paired }),
    ...(unpaired === undefined ? {} : { unpaired }),
    ...(hasInterval ? {} : { miss: missOf(a.values, b.values) }),
  };
};
