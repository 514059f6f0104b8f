import { medianSorted } from 'simple-statistics';
import { medianRanks } from './median-interval.ts';

/** A median of independent values with its interval. */
export interface Estimate {
  readonly value: number;
  /** Lower end of the 95 % interval; absent below 6 values, where none exists. */
  readonly low?: number;
  /** Upper end of the 95 % interval; present exactly where `low` is. */
  readonly high?: number;
  /** Number of values. */
  readonly count: number;
}

/** The median of independent values and its exact order-statistic interval; undefined for no values. */
export const estimateMedian = (values: readonly number[]): Estimate | undefined => {
  if (values.length === 0) return undefined;
  // Numbers in a typed array need no comparison function, which would take most of the time.
  const sorted = Array.from(Float64Array.from(values).sort());
  const base = { value: medianSorted(sorted), count: sorted.length };
  const ranks = medianRanks(sorted.length);
  const low = ranks === undefined ? undefined : sorted[ranks.low - 1];
  const high = ranks === undefined ? undefined : sorted[ranks.high - 1];
  return low === undefined || high === undefined ? base : { ...base, low, high };
};

/**
 * The median of positive ratios taken on their logarithms, with its interval: a ratio and its
 * inverse then have inverse medians, and inverse intervals where the ranks are symmetric
 * ({@link medianRanks}).
 */
export const estimateRatio = (ratios: readonly number[]): Estimate | undefined => {
  const logs = estimateMedian(ratios.map((ratio) => Math.log(ratio)));
  if (logs === undefined) return undefined;
  const base = { value: Math.exp(logs.value), count: logs.count };
  return logs.low === undefined || logs.high === undefined
    ? base
    : { ...base, low: Math.exp(logs.low), high: Math.exp(logs.high) };
};
