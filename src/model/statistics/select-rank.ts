/** Where a value and all that are not above it end, within `from` to `to`, after the range is parted by it. */
interface Parted {
  readonly below: number;
  readonly above: number;
}

const at = (values: Float64Array, place: number): number => values[place] ?? Number.NaN;

const swap = (values: Float64Array, one: number, other: number): void => {
  const kept = at(values, one);
  values[one] = at(values, other);
  values[other] = kept;
};

/** The middle one of the first, the middle and the last value: values in order are parted evenly. */
const pivotOf = (values: Float64Array, from: number, to: number): number => {
  const [first, middle, last] = [at(values, from), at(values, (from + to) >> 1), at(values, to)];
  return Math.max(Math.min(first, middle), Math.min(Math.max(first, middle), last));
};

/** C. A. R. Hoare, Algorithm 65: Find, 1961: what is left of `above` is at most the pivot, and so on. */
const part = (values: Float64Array, from: number, to: number): Parted => {
  const pivot = pivotOf(values, from, to);
  let [above, below] = [from, to];
  while (above <= below) {
    while (at(values, above) < pivot) above += 1;
    while (at(values, below) > pivot) below -= 1;
    if (above > below) break;
    swap(values, above, below);
    above += 1;
    below -= 1;
  }
  return { below, above };
};

/**
 * The value that would be at `rank`, counted from 0, were the values in order; NaN where there is none.
 * Reorders them, in a time that grows with their number. Values must be numbers, none NaN.
 */
export const selectRank = (values: Float64Array, rank: number): number => {
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const { below, above } = part(values, from, to);
    if (rank <= below) to = below;
    else if (rank >= above) from = above;
    else break;
  }
  return at(values, rank);
};
