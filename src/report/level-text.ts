import { levelOfPoint, type LevelUnit } from '../model/requirement/level-unit.ts';
import type { CurvePoint } from '../model/curve/curves.ts';
import { baseUnit, describeQuantity, inBaseUnit } from '../model/units.ts';

/** A level that was computed has no more digits than its interval deserves. */
const digits = 3;

/** A computed level for people, e.g. `21.4 GB/s`, `54 % of model`; counts are rounded to the safe side. */
export const describeLevel = (value: number, { dimension, better, ofModel }: LevelUnit): string => {
  if (dimension === 'count')
    return String(better === 'higher' ? Math.ceil(value) : Math.floor(value));
  const text = describeQuantity(dimension, Number(value.toPrecision(digits)));
  return ofModel === true ? `${text} of model` : text;
};

/** A level of a requirement as outputs hold it. */
export interface LevelOutput {
  readonly text: string;
  readonly value: number;
  readonly unit: string;
}

/** The unit of levels as it stands in outputs: B, B/s, s, 1. */
const outputUnit = ({ dimension, ofModel }: LevelUnit): string =>
  ofModel === true ? baseUnit.share : baseUnit[dimension];

/** A computed level as outputs hold it. */
export const levelOutput = (value: number, unit: LevelUnit): LevelOutput => ({
  text: describeLevel(value, unit),
  value: inBaseUnit(unit.dimension, value),
  unit: outputUnit(unit),
});

/** A tested level as outputs hold it, in the words of the profile. */
export const testedOutput = (point: CurvePoint, unit: LevelUnit): LevelOutput => ({
  text: point.level.text,
  value: inBaseUnit(unit.dimension, levelOfPoint(point, unit) ?? point.level.value),
  unit: outputUnit(unit),
});
