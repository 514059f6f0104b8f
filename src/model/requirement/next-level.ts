import { isInRange, type Parameter, type Range } from '../profile/parameters.ts';
import type { Knot } from './crossing.ts';
import type { SeverityAxis } from './severity-axis.ts';

/** Where to measure next, when a requirement lies beyond the tested levels. */
export type NextLevel =
  | { readonly kind: 'try'; readonly value: number }
  /** The last tested level is the end of what the parameter can be. */
  | { readonly kind: 'end-of-range' }
  /** By the trend not even no limit of this parameter would do. */
  | { readonly kind: 'unreachable' };

/** How far beyond the trend's crossing to go, so that the crossing lies between two levels then. */
const beyond = 1.25;
/** The nearest and the furthest level, as factors of the last tested one; cliffs want smaller steps. */
const step = { least: 1.25, most: 4, mostAtCliffs: 2 } as const;
/** Levels are proposed with so many digits. */
const digits = 2;

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

const roundTo = (value: number, up: boolean, { powerOfTwo }: Range, whole: boolean): number => {
  if (value <= 0) return 0;
  const turn = up ? Math.ceil : Math.floor;
  if (powerOfTwo === true) return 2 ** turn(Math.log2(value));
  const magnitude = Math.floor(Math.log10(value)) - (digits - 1);
  const scale = 10 ** Math.abs(magnitude);
  // Division by a whole power of ten is exact where multiplication by its inverse is not.
  const scaled = magnitude < 0 ? value * scale : value / scale;
  const turned = turn(Number(scaled.toPrecision(12)));
  const rounded = magnitude < 0 ? turned / scale : turned * scale;
  return whole ? turn(rounded) : rounded;
};

interface Ends {
  /** The tested level beyond which to go. */
  readonly last: Knot;
  /** Its neighbour; absent when one level is all there is. */
  readonly neighbour?: Knot | undefined;
  /** Tested levels without a bound verdict. */
  readonly tried: readonly number[];
}

/** The place at which the line through two levels reaches the target; undefined for a flat one. */
const trendOf = ({ last, neighbour }: Ends, target: number): number | undefined => {
  if (neighbour === undefined) return undefined;
  const slope = (last.y - neighbour.y) / (last.x - neighbour.x);
  return slope > 0 ? last.x + (target - last.y) / slope : undefined;
};

/** The most that the level may differ from the last one, and the least. */
const limitsOf = (
  level: number,
  grows: boolean,
  { shape }: SeverityAxis,
): { nearest: number; furthest: number } => {
  const most = shape === 'monotone' ? step.mostAtCliffs : step.most;
  return grows
    ? { nearest: level * step.least, furthest: level * most }
    : { nearest: level / step.least, furthest: level / most };
};

/** Levels that were tried and proved nothing are not gone past: the answer lies before the nearest of them. */
const before = (wanted: number, last: number, grows: boolean, tried: readonly number[]): number => {
  const ahead = tried.filter((level) => (grows ? level > last : level < last));
  if (ahead.length === 0) return wanted;
  const wall = grows ? Math.min(...ahead) : Math.max(...ahead);
  const isShort = grows ? wanted < wall : wanted > wall;
  return isShort ? wanted : wall > 0 ? Math.sqrt(wall * last) : last / 2;
};

/**
 * The level to measure next beyond the last tested one: where the trend crosses the target and a quarter of the
 * way further, from 1.25 to 4 times the last level, rounded away from it to two digits, and within the
 * parameter's range. The trend is `predicted` where a law says more than the last two levels.
 */
export const nextLevel = (
  towards: 'milder' | 'more-severe',
  ends: Ends,
  target: number,
  axis: SeverityAxis,
  { better, range, dimension }: Pick<Parameter, 'better' | 'range' | 'dimension'>,
  predicted?: number,
): NextLevel => {
  const grows = (towards === 'milder') === (better === 'higher');
  const last = axis.levelAt(ends.last.x);
  const trend = predicted ?? trendOf(ends, target);
  const noLimit = axis.scale === 'reciprocal' || better === 'lower' ? 0 : -range.max;
  if (towards === 'milder' && trend !== undefined && trend < noLimit && axis.shape === 'convex')
    return { kind: 'unreachable' };
  const { nearest, furthest } = limitsOf(last, grows, axis);
  const aim =
    trend === undefined ? furthest : axis.levelAt(ends.last.x + beyond * (trend - ends.last.x));
  // From 0 nothing can be multiplied.
  const wanted =
    last === 0 ? aim : grows ? clamp(aim, nearest, furthest) : clamp(aim, furthest, nearest);
  const rounded = roundTo(
    before(wanted, last, grows, ends.tried),
    grows,
    range,
    dimension === 'count',
  );
  const value = Math.min(range.max, Math.max(range.min, rounded));
  const isBeyond = grows ? value > last : value < last;
  return isBeyond && isInRange(range, value) ? { kind: 'try', value } : { kind: 'end-of-range' };
};
