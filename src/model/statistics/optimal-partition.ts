/** Sums of the first 0, 1, 2, ... numbers. */
const runningSums = (values: readonly number[]): Float64Array => {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, at) => {
    sums[at + 1] = (sums[at] ?? 0) + value;
  });
  return sums;
};

/**
 * The starts of the segments, each at least `shortest` values long, that make the sum of squared
 * distances from the segments' means and a `penalty` for each start after the first smallest. By PELT:
 * R. Killick, P. Fearnhead, I. A. Eckley, Optimal Detection of Changepoints With a Linear
 * Computational Cost, 2012. A start that the method prunes is kept for `shortest` values more, in
 * which the start that is better could not yet end a segment. One segment where there are no two.
 */
export const partitionByMean = (
  values: readonly number[],
  penalty: number,
  shortest: number,
): readonly number[] => {
  const count = values.length;
  const sums = runningSums(values);
  /** Squared distances from the mean, without the values' own squares: all partitions have the same. */
  const cost = (start: number, end: number): number => {
    const sum = (sums[end] ?? 0) - (sums[start] ?? 0);
    return -(sum * sum) / (end - start);
  };
  /** What the best partition up to an end costs, with a penalty for each start. */
  const least = new Float64Array(count + 1).fill(Infinity);
  least[0] = -penalty;
  const lastStart = new Int32Array(count + 1);
  /** What the best partition up to an end would cost with its last segment at a start. */
  const totals = new Float64Array(count + 1);
  /** From this end on a later start is at least as good. */
  const dropAt = new Float64Array(count + 1).fill(Infinity);
  let candidates: number[] = [];
  for (let end = shortest; end <= count; end += 1) {
    if (least[end - shortest] !== Infinity) candidates.push(end - shortest);
    let smallest = Infinity;
    for (const start of candidates) {
      const total = (least[start] ?? 0) + cost(start, end);
      totals[start] = total;
      if (total >= smallest) continue;
      smallest = total;
      lastStart[end] = start;
    }
    least[end] = smallest + penalty;
    for (const start of candidates)
      if ((totals[start] ?? 0) >= smallest + penalty)
        dropAt[start] = Math.min(dropAt[start] ?? 0, end + shortest);
    candidates = candidates.filter((start) => (dropAt[start] ?? 0) > end + 1);
  }
  const starts: number[] = [];
  for (let end = count; end > 0; end = lastStart[end] ?? 0) starts.unshift(lastStart[end] ?? 0);
  return starts;
};
