/** Neighbouring values that the fit gives one value. */
interface Block {
  readonly mean: number;
  readonly weight: number;
  readonly length: number;
}

/** Keeps the mean of a block of one as it is, to the last bit: what is monotone already does not change. */
const join = (one: Block, other: Block): Block => {
  const weight = one.weight + other.weight;
  return {
    mean: one.mean + ((other.mean - one.mean) * other.weight) / weight,
    weight,
    length: one.length + other.length,
  };
};

const weightAt = (weights: readonly number[] | undefined, at: number): number => {
  const weight = weights === undefined ? 1 : weights[at];
  if (weight === undefined || !(weight > 0))
    throw new Error(`Internal error: expected a positive weight at ${at}, got ${String(weight)}`);
  return weight;
};

/**
 * The monotone values that are closest to the given ones by weighted least squares, in the same order;
 * the values are ordered by what they depend on. Weights are positive, one a value, and 1 by default.
 * The weighted mean stays. By the pool-adjacent-violators algorithm: M. Ayer and others, An Empirical
 * Distribution Function for Sampling with Incomplete Information, 1955; in time with the number of
 * values.
 */
export const isotonicFit = (
  values: readonly number[],
  direction: 'increasing' | 'decreasing',
  weights?: readonly number[],
): readonly number[] => {
  const sign = direction === 'increasing' ? 1 : -1;
  const blocks: Block[] = [];
  values.forEach((value, at) => {
    let last: Block = { mean: sign * value, weight: weightAt(weights, at), length: 1 };
    for (
      let before = blocks.at(-1);
      before !== undefined && before.mean > last.mean;
      before = blocks.at(-1)
    ) {
      blocks.pop();
      last = join(before, last);
    }
    blocks.push(last);
  });
  return blocks.flatMap(({ mean, length }) => Array<number>(length).fill(sign * mean));
};
