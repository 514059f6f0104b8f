import type { Estimate } from './estimate.ts';
import type { RankInterval } from './rank-interval.ts';

/** The middle of sorted values, or the mean of the two middle ones; NaN for none. */
const middleOf = (sorted: Float64Array): number => {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
};

/** The median of pairwise values of `count` observations, with its interval. Sorts `pairwise` in place. */
export const estimatePairwise = (
  pairwise: Float64Array,
  interval: RankInterval | undefined,
  count: number,
): Estimate => {
  pairwise.sort();
  const base = { value: middleOf(pairwise), count };
  if (interval === undefined) return base;
  const low = pairwise[interval.rank - 1];
  const high = pairwise[pairwise.length - interval.rank];
  return low === undefined || high === undefined ? base : { ...base, low, high };
};
