import type { Estimate } from './estimate.ts';
import type { RankInterval } from './rank-interval.ts';
import { selectRank } from './select-rank.ts';

/** The middle of values in any order, or the mean of the two middle ones; NaN for none. */
const middleOf = (values: Float64Array): number => {
  const half = values.length >> 1;
  const upper = selectRank(values, half);
  return values.length % 2 === 1 ? upper : (selectRank(values, half - 1) + upper) / 2;
};

/** The median of pairwise values of `count` observations, with its interval. Reorders `pairwise`. */
export const estimatePairwise = (
  pairwise: Float64Array,
  interval: RankInterval | undefined,
  count: number,
): Estimate => {
  const base = { value: middleOf(pairwise), count };
  if (interval === undefined || interval.rank > pairwise.length) return base;
  const low = selectRank(pairwise, interval.rank - 1);
  const high = selectRank(pairwise, pairwise.length - interval.rank);
  return { ...base, low, high };
};
