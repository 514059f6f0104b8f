import type { SweepCurves } from '../model/curve/curves.ts';
import { placeLevels } from '../model/curve/level-place.ts';
import type { Level } from '../model/profile/profile.ts';

/** The horizontal axis of a figure: a tick at each tested level. */
export interface LevelAxis {
  readonly scale: 'log' | 'linear';
  readonly title: string;
  readonly values: readonly number[];
  /** A Vega expression that writes the label of a tick. */
  readonly labelExpr: string;
}

const unitOf = ({ text }: Level): string => /[^0-9.e+-].*$/.exec(text)?.[0].trim() ?? '';

const withoutUnit = ({ text }: Level): string => text.replace(/ *[^0-9.e+-].*$/, '');

/**
 * The axis of a sweep: logarithmic unless a level is zero or levels are shares. The unit stands in
 * the title when all levels are written in one, else at each level. Levels without a place, because
 * nothing was recorded of them, are left out.
 */
export const levelAxis = ({ parameter, dimension, curves }: SweepCurves): LevelAxis => {
  const points = curves[0]?.points ?? [];
  const placeOf = placeLevels(points);
  const placed = points.flatMap((point) => {
    const place = placeOf(point);
    return place === undefined ? [] : [{ level: point.level, place }];
  });
  const areShares = dimension === 'share' || placed.every(({ level }) => level.ofModel === true);
  const logarithmic = !areShares && placed.every(({ place }) => place > 0);
  const units = new Set(placed.map(({ level }) => unitOf(level)));
  const [unit = ''] = units;
  const common = units.size === 1 && unit !== '';
  const labels = Object.fromEntries(
    placed.map(({ level, place }) => [String(place), common ? withoutUnit(level) : level.text]),
  );
  return {
    scale: logarithmic ? 'log' : 'linear',
    title: `${parameter}${common ? ` (${unit}${logarithmic ? ', logarithmic' : ''})` : logarithmic ? ' (logarithmic)' : ''}`,
    values: placed.map(({ place }) => place),
    labelExpr: `(${JSON.stringify(labels)})[datum.value]`,
  };
};
