import { approximateRankInterval, exactRankInterval, type RankInterval } from './rank-interval.ts';
import { remember } from './remember.ts';

/** Up to so many pairs, such as 50 against 50, the distribution is counted. */
const mostCounted = 2500;

/**
 * The probabilities of the Mann-Whitney statistic being 0, 1, 2, ...: how many of the `left * right`
 * pairs are in one order, if all orders of the values are equally likely. It counts the subsets of
 * `left` places among all, by how far they lie above the lowest places. H. B. Mann, D. R. Whitney,
 * On a Test of Whether one of Two Random Variables is Stochastically Larger than the Other, 1947.
 */
export const mannWhitneyProbabilities = (left: number, right: number): Float64Array => {
  const [fewer, more] = left < right ? [left, right] : [right, left];
  const subsets = Array.from({ length: fewer + 1 }, () => new Float64Array(fewer * more + 1));
  const [empty] = subsets;
  if (empty !== undefined) empty[0] = 1;
  for (let place = 1; place <= fewer + more; place += 1)
    for (let taken = Math.min(place, fewer); taken >= 1; taken -= 1) {
      const [above, into, from] = [place - taken, subsets[taken], subsets[taken - 1]];
      if (above > more || into === undefined || from === undefined) continue;
      for (let sum = above; sum <= taken * more; sum += 1)
        into[sum] = (into[sum] ?? 0) + (from[sum - above] ?? 0);
    }
  const counts = subsets[fewer] ?? new Float64Array(0);
  const all = counts.reduce((sum, each) => sum + each, 0);
  return counts.map((each) => each / all);
};

const counted = remember((left: number, right: number) =>
  exactRankInterval(mannWhitneyProbabilities(left, right)),
);

/**
 * The differences of pairs that bound a shift between `left` and `right` values with 95 %
 * confidence: exact up to 2500 pairs, a normal approximation beyond, which is too wide where one side
 * has only a few values. P. A. P. Moran's inversion of the rank sum test; M. Hollander, D. Wolfe, E.
 * Chicken, Nonparametric Statistical Methods, 3rd edition, section 4.3. Undefined where even the
 * extremes cover too little, such as for 3 against 3 or 2 against 7.
 */
export const mannWhitneyInterval = (left: number, right: number): RankInterval | undefined => {
  const pairs = left * right;
  return pairs <= mostCounted
    ? counted(left, right)
    : approximateRankInterval(pairs, (pairs * (left + right + 1)) / 12);
};
