/** The rank of each value among all, from 1 for the smallest, in the order of the values; equal values share the mean of their ranks. */
const midRanks = (values: readonly number[]): readonly number[] => {
  const order = values.map((value, at) => ({ value, at }));
  order.sort((left, right) => left.value - right.value);
  const ranks = Array<number>(values.length).fill(0);
  let first = 0;
  while (first < order.length) {
    let end = first + 1;
    while (order[end]?.value === order[first]?.value && end < order.length) end += 1;
    for (const { at } of order.slice(first, end)) ranks[at] = (first + 1 + end) / 2;
    first = end;
  }
  return ranks;
};

/**
 * The ranks of values, without unit, brought to mean 0 and to the variance 1 that they have without
 * ties. Ties make the variance smaller.
 */
export const standardRanks = (values: readonly number[]): readonly number[] => {
  const count = values.length;
  const deviation = Math.sqrt((count * count - 1) / 12);
  return midRanks(values).map((rank) => (rank - (count + 1) / 2) / deviation);
};
