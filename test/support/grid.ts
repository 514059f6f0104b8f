import type { Grid } from '../../src/model/compare/grid.ts';
import { parseGrid } from '../../src/model/compare/parse-grid.ts';

/** The grid of a CSV text that a test knows to be one. */
export const makeGrid = (...lines: readonly string[]): Grid => {
  const parsed = parseGrid(`${lines.join('\n')}\n`, 'grid.csv');
  if (!parsed.ok) throw new Error(parsed.failure.map(({ message }) => message).join('\n'));
  return parsed.value;
};

/** A grid with one point: one row for each value of pp, with the given labels in the column `round`. */
export const makeOnePoint = (values: readonly number[], labels?: readonly string[]): Grid =>
  makeGrid(
    `p,n,pp${labels === undefined ? '' : ',round'}`,
    ...values.map((value, at) => {
      const label = labels === undefined ? '' : `,${labels[at] ?? ''}`;
      return `64,64,${value}${label}`;
    }),
  );
