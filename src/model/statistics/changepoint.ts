import { median } from 'simple-statistics';
import { changepointPenalty, shortestSegment } from './changepoint-penalty.ts';
import { partitionByMean } from './optimal-partition.ts';
import { standardRanks } from './standard-ranks.ts';

/** A stretch of a series in which nothing is seen to change. */
export interface Segment {
  /** Index of its first value, from 0. */
  readonly start: number;
  /** Index after its last value. */
  readonly end: number;
  /** Median of its values, in their unit. */
  readonly centre: number;
}

/**
 * The segments of a series between changes of its level: PELT on the ranks of the values.
 *
 * Ranks are the robust scale: no noise level has to be estimated, one slow value is no more than one
 * rank, and how often chance alone is taken for a change is the same for every distribution, at most
 * 5 % of series of independent values ({@link changepointPenalty}). The variance is not looked at: a
 * state in which the values only scatter more is not told. Neither is a state of fewer than
 * `shortest` values (from 6 up), so that a series of fewer than 12 values is one segment. A steady
 * drift is no change of level but is cut like one, and values that hang together
 * (autocorrelation.ts) are cut more often than 5 %.
 *
 * Segments are in order and leave nothing out; none for no values.
 */
export const findChangepoints = (
  values: readonly number[],
  shortest: number = shortestSegment,
): readonly Segment[] => {
  const count = values.length;
  if (count === 0) return [];
  const starts =
    count < 2 * shortest
      ? [0]
      : partitionByMean(standardRanks(values), changepointPenalty(count), shortest);
  return starts.map((start, at) => {
    const end = starts[at + 1] ?? count;
    return { start, end, centre: median(values.slice(start, end)) };
  });
};
