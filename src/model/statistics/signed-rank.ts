import { approximateRankInterval, exactRankInterval, type RankInterval } from './rank-interval.ts';
import { remember } from './remember.ts';

/** Up to so many values the distribution is counted; beyond, it is normal to four digits. */
const mostCounted = 50;

/**
 * The probabilities of Wilcoxon's signed-rank statistic being 0, 1, 2, ... for `count` independent
 * values that are symmetric about 0 without ties: each rank from 1 to `count` is in the sum or is
 * not, with equal chance. F. Wilcoxon, Individual Comparisons by Ranking Methods, 1945.
 */
const signedRankProbabilities = (count: number): Float64Array => {
  const probabilities = new Float64Array((count * (count + 1)) / 2 + 1);
  probabilities[0] = 1;
  for (let rank = 1, largest = 1; rank <= count; rank += 1, largest += rank)
    for (let sum = largest; sum >= 0; sum -= 1) {
      const without = probabilities[sum] ?? 0;
      const among = sum < rank ? 0 : (probabilities[sum - rank] ?? 0);
      probabilities[sum] = (without + among) / 2;
    }
  return probabilities;
};

const counted = remember((count: number) => exactRankInterval(signedRankProbabilities(count)));

/**
 * The Walsh averages (means of two values, each with itself too) that bound the centre of `count`
 * values with 95 % confidence: exact up to 50 values, a normal approximation beyond. J. W. Tukey's
 * inversion of the signed-rank test; M. Hollander, D. Wolfe, E. Chicken, Nonparametric Statistical
 * Methods, 3rd edition, section 3.3. Undefined below 6 values.
 */
export const signedRankInterval = (count: number): RankInterval | undefined => {
  if (count <= mostCounted) return counted(count);
  const pairs = (count * (count + 1)) / 2;
  return approximateRankInterval(pairs, (pairs * (2 * count + 1)) / 12);
};
