import { binomialCdf } from './binomial.ts';
import { confidenceLevel } from './median-interval.ts';

/**
 * The rank, counted from 1, of the smallest order statistic that lies above a quantile of `count`
 * independent values with the given confidence; undefined where not even the largest value does.
 * For the 99th percentile at 95 % that is below 299 values, because `1 - 0.99^n` is smaller.
 */
export const quantileBoundRank = (
  count: number,
  quantile: number,
  confidence: number = confidenceLevel,
): number | undefined => {
  // The number of values above the quantile is binomial. The bound may leave as many values above
  // itself as that number exceeds with the confidence asked for.
  const leaves = (above: number): boolean =>
    binomialCdf(above, count, 1 - quantile) <= 1 - confidence;
  if (count < 1 || !leaves(0)) return undefined;
  let most = 0;
  let tooMany = count;
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (leaves(middle)) most = middle;
    else tooMany = middle;
  }
  return count - most;
};
