import { confidenceLevel } from './median-interval.ts';

/**
 * Which order statistics of pairwise values (averages, differences, slopes) bound their centre: the
 * one with this rank from the smallest, and the one with this rank from the largest.
 */
export interface RankInterval {
  /** Counted from 1, from either end. */
  readonly rank: number;
  /** The probability that the truth lies between them: exact, or nominal for an approximation. */
  readonly coverage: number;
}

/** What may be missed at either end. */
const tail = (1 - confidenceLevel) / 2;

/** Above every rounding error of a sum of probabilities, below every step of one: rounding must not decide. */
const rounding = 1e-12;

/** The standard normal quantile of 97.5 %. */
export const normalQuantile = 1.959963984540054;

/**
 * The narrowest 95 % interval from the exact distribution of the number of pairwise values below the
 * truth. `probabilities` holds that of 0, 1, 2, ... and is symmetric. Undefined where even the
 * extremes miss the truth too often.
 */
export const exactRankInterval = (probabilities: Float64Array): RankInterval | undefined => {
  let rank = 0;
  let missed = 0;
  for (const probability of probabilities) {
    if (missed + probability > tail + rounding) break;
    missed += probability;
    rank += 1;
  }
  return rank === 0 ? undefined : { rank, coverage: 1 - 2 * missed };
};

/**
 * The 95 % interval where the number of pairwise values below the truth is nearly normal with mean
 * `pairs / 2` and this variance; with continuity correction, so that it meets the exact one. M.
 * Hollander, D. Wolfe, E. Chicken, Nonparametric Statistical Methods, 3rd edition, large-sample
 * approximations in sections 3.3, 4.3 and 9.3. Undefined where it would reach beyond the extremes.
 */
export const approximateRankInterval = (
  pairs: number,
  variance: number,
): RankInterval | undefined => {
  const rank = Math.floor(pairs / 2 + 0.5 - normalQuantile * Math.sqrt(variance));
  return rank < 1 ? undefined : { rank, coverage: confidenceLevel };
};
