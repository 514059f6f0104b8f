import type { Level } from '../profile/profile.ts';

interface Placed {
  readonly level: Level;
  /** What the level asks for, in bytes where it is a share of the model. */
  readonly asked?: number;
}

/**
 * How the levels of one curve are placed beside one another: by their values, or by what they ask for
 * where some are shares of the model and some are sizes. Undefined for a level without a place: no run
 * says how many bytes it is.
 */
export const placeLevels = (points: readonly Placed[]): ((point: Placed) => number | undefined) => {
  const shares = points.filter(({ level }) => level.ofModel === true).length;
  return shares === 0 || shares === points.length
    ? ({ level }) => level.value
    : ({ level, asked }) => (level.ofModel === true ? asked : level.value);
};
