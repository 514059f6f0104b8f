import { shortestSegment } from '../../../src/model/statistics/changepoint-penalty.ts';

/** More changepoints than so many are never the ones that gain most for each. */
const mostChangepoints = 4;

/**
 * The largest gain for each changepoint in squared distances from means that any cuts of a series
 * with mean 0 have: a penalty below it cuts the series, one above does not. Counts all partitions, in
 * time with the square of the length.
 */
export const largestGain = (values: Float64Array): number => {
  const count = values.length;
  const sums = new Float64Array(count + 1);
  values.forEach((value, at) => {
    sums[at + 1] = (sums[at] ?? 0) + value;
  });
  /** What the segments up to an end explain, at best. */
  let explained = sums.map((sum, end) => (end < shortestSegment ? -Infinity : (sum * sum) / end));
  let largest = 0;
  for (let cuts = 1; cuts <= mostChangepoints; cuts += 1) {
    const first = (cuts + 1) * shortestSegment;
    const next = new Float64Array(count + 1).fill(-Infinity);
    for (let end = first; end <= count; end += 1) {
      let best = -Infinity;
      for (let start = first - shortestSegment; start <= end - shortestSegment; start += 1) {
        const sum = (sums[end] ?? 0) - (sums[start] ?? 0);
        const value = (explained[start] ?? 0) + (sum * sum) / (end - start);
        if (value > best) best = value;
      }
      next[end] = best;
    }
    largest = Math.max(largest, (next[count] ?? 0) / cuts);
    explained = next;
  }
  return largest;
};
