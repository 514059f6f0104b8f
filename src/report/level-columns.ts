import type { SweepPoint } from '../model/plan.ts';
import { baseUnit, inBaseUnit } from '../model/units.ts';
import { exactDigits, renderPlainNumber } from './plain-number.ts';

/** A level as it stands in the columns `parameter`, `level` and `unit` of a CSV file. */
export const levelColumns = ({
  parameter,
  dimension,
  level,
}: SweepPoint): readonly [string, string, string] =>
  level.ofModel === true
    ? [parameter, renderPlainNumber(level.value, exactDigits), baseUnit.share]
    : [
        parameter,
        renderPlainNumber(inBaseUnit(dimension, level.value), exactDigits),
        baseUnit[dimension],
      ];
