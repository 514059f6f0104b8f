/** A point of a curve of relative time over severity. */
export interface Knot {
  readonly x: number;
  readonly y: number;
}

/** Where a line through knots passes a target for good, in the bracket that ends at knot `at`. */
export interface Crossing {
  readonly x: number;
  /** Index of the first knot above the target; 1 or more. */
  readonly at: number;
}

/** The index of the first value above a target; -1 where none is. */
export const firstAbove = (ys: readonly number[], target: number): number =>
  ys.findIndex((y) => y > target);

/** The chord's place at a target that lies between its ends. */
export const chordAt = (from: Knot, to: Knot, target: number): number =>
  from.x + ((target - from.y) / (to.y - from.y)) * (to.x - from.x);

/**
 * The last place at which the line through knots, which rise in x and do not fall in y, does not exceed
 * a target. Undefined when it exceeds it from the first knot on, or at none.
 */
export const crossingOf = (knots: readonly Knot[], target: number): Crossing | undefined => {
  const at = firstAbove(
    knots.map(({ y }) => y),
    target,
  );
  const [from, to] = [knots[at - 1], knots[at]];
  return from === undefined || to === undefined ? undefined : { x: chordAt(from, to, target), at };
};
