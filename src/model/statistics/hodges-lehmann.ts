import type { Estimate } from './estimate.ts';
import { mannWhitneyInterval } from './mann-whitney.ts';
import { estimatePairwise } from './pairwise-estimate.ts';
import { signedRankInterval } from './signed-rank.ts';

/**
 * The Hodges-Lehmann estimate of the centre of independent values, such as of paired differences or
 * log ratios: the median of the means of all pairs, each value with itself too. For values that are
 * symmetric about their centre its 95 % interval is exact and mostly narrower than that of the
 * median; for skewed values it is not about the median, so it goes beside the median, not in its
 * place. J. L. Hodges, E. L. Lehmann, Estimates of Location Based on Rank Tests, 1963. In the unit of
 * the values; without interval below 6 values, undefined for none. Takes time and memory with the
 * square of the number of values.
 */
export const hodgesLehmann = (values: readonly number[]): Estimate | undefined => {
  const count = values.length;
  if (count === 0) return undefined;
  const averages = new Float64Array((count * (count + 1)) / 2);
  let at = 0;
  values.forEach((value, first) => {
    for (let second = first; second < count; second += 1, at += 1)
      averages[at] = (value + (values[second] ?? Number.NaN)) / 2;
  });
  return estimatePairwise(averages, signedRankInterval(count), count);
};

/**
 * The Hodges-Lehmann estimate of the shift from one sample to another that is independent of it: the
 * median of all differences `right - left`. Its 95 % interval is exact for two distributions of the
 * same shape. In the unit of the values; `count` is the number of values of both. Without interval
 * where none exists, such as for 3 values against 3; undefined where a side has none.
 */
export const hodgesLehmannShift = (
  left: readonly number[],
  right: readonly number[],
): Estimate | undefined => {
  if (left.length === 0 || right.length === 0) return undefined;
  const differences = new Float64Array(left.length * right.length);
  let at = 0;
  for (const from of left)
    for (const to of right) {
      differences[at] = to - from;
      at += 1;
    }
  return estimatePairwise(
    differences,
    mannWhitneyInterval(left.length, right.length),
    left.length + right.length,
  );
};
