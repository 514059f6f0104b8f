import type { SweepCurves } from '../../model/curve/curves.ts';
import { placeLevels } from '../../model/curve/level-place.ts';
import type { Level } from '../../model/profile/profile.ts';
import { plotSize } from './plot-size.ts';

/** The horizontal axis of a figure: a tick at each tested level. */
export interface LevelAxis {
  /** `symlog`: logarithmic above `constant`, and linear from there to 0. */
  readonly scale: 'log' | 'linear' | 'symlog';
  readonly constant?: number;
  readonly title: string;
  readonly values: readonly number[];
  /** A Vega expression that writes the label of a tick. */
  readonly labelExpr: string;
  /** Whether labels do not fit beside one another. */
  readonly slanted: boolean;
}

const logarithmic: Readonly<Record<LevelAxis['scale'], readonly string[]>> = {
  linear: [],
  log: ['logarithmic'],
  symlog: ['logarithmic above 0'],
};
const pixelsOfCharacter = 8;
/** Levels above 0 that are further apart than this would stand on one another on a linear axis. */
const largestLinearSpread = 10;

const unitOf = ({ text }: Level): string => /[^0-9.e+-].*$/.exec(text)?.[0].trim() ?? '';

const withoutUnit = ({ text }: Level): string => text.replace(/ *[^0-9.e+-].*$/, '');

/** Logarithmic unless levels are shares or one is zero; with a zero only where the others are far apart. */
const scaleOf = (
  places: readonly number[],
  areShares: boolean,
): Pick<LevelAxis, 'scale' | 'constant'> => {
  if (areShares) return { scale: 'linear' };
  const positive = places.filter((place) => place > 0);
  if (positive.length === places.length) return { scale: 'log' };
  const smallest = Math.min(...positive);
  return Math.max(...positive) > largestLinearSpread * smallest
    ? { scale: 'symlog', constant: smallest }
    : { scale: 'linear' };
};

/**
 * The axis of a sweep. The unit stands in the title when all levels are written in one, else at each
 * level. Levels without a place, because nothing was recorded of them, are left out.
 */
export const levelAxis = ({ parameter, dimension, curves }: SweepCurves): LevelAxis => {
  const points = curves[0]?.points ?? [];
  const placeOf = placeLevels(points);
  const placed = points.flatMap((point) => {
    const place = placeOf(point);
    return place === undefined ? [] : [{ level: point.level, place }];
  });
  const values = placed.map(({ place }) => place);
  const areShares = dimension === 'share' || placed.every(({ level }) => level.ofModel === true);
  const scale = scaleOf(values, areShares);
  const units = new Set(placed.map(({ level }) => unitOf(level)));
  const [unit = ''] = units;
  const common = units.size === 1 && unit !== '';
  const labels = placed.map(({ level }) => (common ? withoutUnit(level) : level.text));
  const notes = [...(common ? [unit] : []), ...logarithmic[scale.scale]].join(', ');
  const byPlace = Object.fromEntries(values.map((place, at) => [String(place), labels[at] ?? '']));
  return {
    ...scale,
    title: notes === '' ? parameter : `${parameter} (${notes})`,
    values,
    // The language of expressions is JSON here, but takes two more characters for ends of a line.
    labelExpr: `(${JSON.stringify(byPlace).replaceAll(/[\u2028\u2029]/g, ' ')})[datum.value]`,
    slanted: labels.join('  ').length * pixelsOfCharacter > plotSize.width,
  };
};
