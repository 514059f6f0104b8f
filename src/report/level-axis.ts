import type { SweepCurves } from '../model/curve/curves.ts';
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
 * the title when all levels are written in one, else at each level.
 */
export const levelAxis = ({ parameter, dimension, curves }: SweepCurves): LevelAxis => {
  const levels = (curves[0]?.points ?? []).map(({ level }) => level);
  const logarithmic =
    dimension !== 'share' && levels.every(({ value, ofModel }) => value > 0 && ofModel !== true);
  const units = new Set(levels.map(unitOf));
  const [unit = ''] = units;
  const common = units.size === 1 && unit !== '';
  const labels = Object.fromEntries(
    levels.map((level) => [String(level.value), common ? withoutUnit(level) : level.text]),
  );
  return {
    scale: logarithmic ? 'log' : 'linear',
    title: `${parameter}${common ? ` (${unit}${logarithmic ? ', logarithmic' : ''})` : logarithmic ? ' (logarithmic)' : ''}`,
    values: levels.map(({ value }) => value),
    labelExpr: `(${JSON.stringify(labels)})[datum.value]`,
  };
};
