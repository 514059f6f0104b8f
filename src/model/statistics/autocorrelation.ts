import { sumOfSquares } from './least-squares.ts';
import { normalQuantile } from './rank-interval.ts';

/** How much a value of a series says about the next. */
export interface Autocorrelation {
  /** From -1 to 1. */
  readonly value: number;
  /** Independent values stay within plus or minus this in at least 95 % of all series; positive. */
  readonly bound: number;
}

/**
 * Below 9 values neither a straight line without any noise (0.625 against 0.693 for 8 values) nor a
 * single step in the middle is beyond the bound: what it is to show it could not. Below 8 no series
 * at all is.
 */
const leastCount = 9;

/**
 * The lag-1 autocorrelation of a series, about its mean and over its whole sum of squares, and the
 * large-sample bound `1.96 / sqrt(n)` for independent values: G. E. P. Box, G. M. Jenkins, Time Series
 * Analysis, section 2.1.6. In short series the true spread is smaller, so the bound is exceeded by
 * less than 5 % of them. Undefined below 9 values, and for values that are all equal.
 */
export const lagOneAutocorrelation = (values: readonly number[]): Autocorrelation | undefined => {
  const count = values.length;
  if (count < leastCount) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const deviations = values.map((value) => value - mean);
  const total = sumOfSquares(deviations);
  // The mean of equal values may miss them by a last bit.
  if (values.every((value) => value === values[0]) || total === 0) return undefined;
  const together = deviations.reduce(
    (sum, deviation, at) => sum + deviation * (deviations[at + 1] ?? 0),
    0,
  );
  return { value: together / total, bound: normalQuantile / Math.sqrt(count) };
};
