import type { Dimension } from '../dimension.ts';
import type { Curve, CurvePoint } from '../curve/curves.ts';
import { findParameter, type Parameter } from '../profile/parameters.ts';
import { modelShare } from '../profile/quantity.ts';

/** In what the levels of a curve are counted, and which there can be. */
export interface LevelUnit extends Pick<Parameter, 'better' | 'range' | 'dimension'> {
  readonly dimension: Dimension;
  /** Levels are shares of the model file. */
  readonly ofModel?: true;
}

/** The unit of a curve's levels: shares of the model where all are, else the parameter's own. */
export const levelUnit = ({ parameter, dimension, better, points }: Curve): LevelUnit => {
  if (points.length > 0 && points.every(({ level }) => level.ofModel === true))
    return { better, dimension: 'share', range: modelShare, ofModel: true };
  const range = findParameter(parameter)?.range ?? { min: 0, max: Number.MAX_VALUE };
  return { better, dimension, range };
};

/** A point's level in a unit of levels; undefined for a share of the model of which no run tells the bytes. */
export const levelOfPoint = (
  { level, asked }: CurvePoint,
  { ofModel }: LevelUnit,
): number | undefined => (level.ofModel === true && ofModel !== true ? asked : level.value);
