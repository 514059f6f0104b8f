import { chordAt, firstAbove } from './crossing.ts';
import type { Shape } from './severity-axis.ts';

/** The interval of a curve's relative time at one tested level. */
export interface BandPoint {
  /** Grows with severity. */
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** Places between which a curve crosses a target; an end is absent where the tested range does not bound it. */
export interface CrossingRange {
  readonly mild?: number;
  readonly severe?: number;
}

/** How far below its lower band a curve may run between two levels. */
type Slack = 'chord' | 'extensions' | 'step';

/** Where the line through the two levels beyond the bracket, extended back into it, exceeds the target. */
const fromBeyond = (points: readonly BandPoint[], at: number, target: number): number => {
  const [before, end, beyond] = [points[at - 1], points[at], points[at + 1]];
  if (before === undefined || end === undefined || beyond === undefined) return Infinity;
  const slope = (beyond.high - end.low) / (beyond.x - end.x);
  return slope > 0 ? Math.max(before.x, end.x - (end.low - target) / slope) : before.x;
};

/** Where the line through the two levels before the bracket's end, extended into it, exceeds the target. */
const fromBefore = (points: readonly BandPoint[], at: number, target: number): number => {
  const [earlier, start] = [points[at - 2], points[at - 1]];
  if (earlier === undefined || start === undefined) return Infinity;
  const slope = (start.low - earlier.high) / (start.x - earlier.x);
  return slope > 0 ? start.x + (target - start.low) / slope : Infinity;
};

/** The most severe place at which a curve above this lower band can still be at the target. */
const mostSevere = (
  points: readonly BandPoint[],
  target: number,
  slack: Slack,
): number | undefined => {
  const at = firstAbove(
    points.map(({ low }) => low),
    target,
  );
  const [start, end] = [points[at - 1], points[at]];
  if (end === undefined) return undefined;
  if (start === undefined || slack === 'step') return end.x;
  const chord = chordAt({ x: start.x, y: start.low }, { x: end.x, y: end.low }, target);
  if (slack === 'chord') return chord;
  const extended = Math.min(fromBeyond(points, at, target), fromBefore(points, at, target), end.x);
  return Math.max(chord, extended);
};

/** The same curve read backwards, from the most severe level to the mildest and upside down. */
const mirror = (points: readonly BandPoint[]): readonly BandPoint[] =>
  points.map(({ x, low, high }) => ({ x: -x, low: -high, high: -low })).toReversed();

const slacks: Readonly<Record<Shape, { readonly mild: Slack; readonly severe: Slack }>> = {
  convex: { mild: 'chord', severe: 'extensions' },
  'one-way': { mild: 'extensions', severe: 'extensions' },
  monotone: { mild: 'step', severe: 'step' },
};

/**
 * Where a curve within a band can cross a target. Between two levels the band is bounded by what is known of
 * the curve's shape: a convex curve runs below its chord, and above the extensions of the neighbouring
 * chords. For these the ends of the intervals are taken that are furthest from one another, so that the
 * interval holds for a straight line, for one with a bend between the levels, and for what lies between.
 *
 * `points` rise in x, and neither end of their intervals falls.
 */
export const crossingRange = (
  points: readonly BandPoint[],
  target: number,
  shape: Shape,
): CrossingRange => {
  const severe = mostSevere(points, target, slacks[shape].severe);
  const mild = mostSevere(mirror(points), -target, slacks[shape].mild);
  return {
    ...(mild === undefined ? {} : { mild: -mild }),
    ...(severe === undefined ? {} : { severe }),
  };
};
