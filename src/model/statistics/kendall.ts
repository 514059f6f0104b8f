import { mannWhitneyProbabilities } from './mann-whitney.ts';
import { approximateRankInterval, exactRankInterval, type RankInterval } from './rank-interval.ts';
import { remember } from './remember.ts';

/** Up to so many points the distribution is counted; beyond, it is normal to four digits. */
const mostCounted = 50;

/** The distribution of a sum of two independent whole numbers. */
const convolve = (one: Float64Array, other: Float64Array): Float64Array => {
  const sum = new Float64Array(one.length + other.length - 1);
  one.forEach((left, at) => {
    other.forEach((right, by) => {
      sum[at + by] = (sum[at + by] ?? 0) + left * right;
    });
  });
  return sum;
};

/**
 * The probabilities of 0, 1, 2, ... discordant pairs among points whose y are in random order.
 * Points of equal x make no pairs with each other. Put in group by group, each group makes a number
 * of discordant pairs with those before it that has a Mann-Whitney distribution and is independent
 * of all others.
 */
const discordantProbabilities = (groups: readonly number[]): Float64Array => {
  let before = 0;
  let probabilities: Float64Array = Float64Array.of(1);
  for (const size of groups) {
    if (before > 0) probabilities = convolve(probabilities, mannWhitneyProbabilities(before, size));
    before += size;
  }
  return probabilities;
};

const counted = remember((...groups: readonly number[]) =>
  exactRankInterval(discordantProbabilities(groups)),
);

/** What a number of points adds to Kendall's variance, and a group of ties takes from it. */
const varianceTerm = (count: number): number => count * (count - 1) * (2 * count + 5);

/**
 * The slopes of pairs that bound the slope of points with 95 % confidence. `groups` holds the number
 * of points for each different x. From Kendall's distribution: exact up to 50 points, a normal
 * approximation beyond. P. K. Sen, Estimates of the Regression Coefficient Based on Kendall's Tau,
 * 1968, which has the variance with ties. Undefined where even the extremes cover too little: below
 * 5 points of different x.
 */
export const kendallInterval = (groups: readonly number[]): RankInterval | undefined => {
  const count = groups.reduce((sum, size) => sum + size, 0);
  if (count <= mostCounted) return counted(...groups);
  const choose = (size: number): number => (size * (size - 1)) / 2;
  const pairs = groups.reduce((sum, size) => sum - choose(size), choose(count));
  const term = groups.reduce((sum, size) => sum - varianceTerm(size), varianceTerm(count));
  // That of concordant minus discordant pairs is term / 18, and the number of discordant ones goes by halves.
  return approximateRankInterval(pairs, term / 72);
};
