import { countText } from '../model/count-text.ts';
import type { ComparedSide, Comparison } from '../model/compare/compare.ts';
import type { Series } from '../model/compare/series.ts';

/** A side as its reader knows it. */
export interface SideName {
  /** A short word for tables, e.g. `warm`. */
  readonly label: string;
  /** As it was given on the command line. */
  readonly path: string;
}

/** Both sides of a comparison as their reader knows them. */
export interface SideNames {
  readonly a: SideName;
  readonly b: SideName;
}

const ratesOf = ({ series }: ComparedSide): readonly Series[] =>
  series.filter(({ measure }) => measure.kind === 'tokens-per-second');

/** The fewest and the most values that a point of a side has. */
export const valuesEach = (
  side: ComparedSide,
): { readonly least: number; readonly most: number } => {
  const counts = ratesOf(side).map(({ values }) => values.length);
  return counts.length === 0
    ? { least: 0, most: 0 }
    : { least: Math.min(...counts), most: Math.max(...counts) };
};

/** How many values the points of a side have, e.g. `3 values each`. */
export const describeValues = (side: ComparedSide): string => {
  const { least, most } = valuesEach(side);
  return least === most ? `${countText(most, 'value')} each` : `${least} to ${most} values each`;
};

const describeSide = (letter: string, { label, path }: SideName, side: ComparedSide): string => {
  const points = new Set(ratesOf(side).map(({ point }) => JSON.stringify(point))).size;
  const name = label === letter ? letter : `${letter}, ${label}`;
  return `${name}: ${path}, ${side.about}, ${countText(points, 'point')}, ${describeValues(side)}`;
};

/** One line for each side: what it is, and how much of it there is. */
export const describeSides = ({ a, b }: Comparison, names: SideNames): readonly string[] => [
  describeSide('A', names.a, a),
  describeSide('B', names.b, b),
];
