/** Number of values, and the penalty at which at most 5 % of their orders are cut. */
type Calibrated = readonly [count: number, penalty: number];

const first: Calibrated = [12, 4.4];
const second: Calibrated = [13, 5.1];
const others: readonly Calibrated[] = [
  [16, 5.9],
  [20, 6.6],
  [24, 7.0],
  [30, 7.4],
  [40, 7.9],
  [60, 8.4],
  [100, 9.0],
  [200, 9.75],
  [500, 10.5],
  [1000, 11.1],
  [2000, 11.7],
  [5000, 12.3],
];

/** The lengths that were counted. */
export const calibratedCounts: readonly number[] = [first, second, ...others].map(
  ([count]) => count,
);

/** The shortest segment that the penalties are for: below 6 values no median has a 95 % interval. */
export const shortestSegment = 6;

/**
 * What a changepoint must gain, in squared distances of standardised ranks, to be told from chance.
 *
 * The ranks of independent values of any one distribution are a random order of 1 to n. So the share
 * of series that are cut depends on n alone, and the penalty was found for each n by cutting random
 * orders: it is the 95 % quantile of the largest gain for each changepoint, rounded up. Between the
 * counted lengths it goes with the logarithm of n, and so it does beyond 5000 values, which is more
 * than needed. `npm run bench:coverage -- --only changepoints` counts anew.
 */
export const changepointPenalty = (count: number): number => {
  let [[left, low], [right, high]] = [first, second];
  for (const [nextCount, nextPenalty] of others) {
    if (count <= right) break;
    [left, low, right, high] = [right, high, nextCount, nextPenalty];
  }
  return low + ((high - low) * Math.log(count / left)) / Math.log(right / left);
};
