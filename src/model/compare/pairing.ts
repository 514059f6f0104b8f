import type { PairColumn } from './grid-series.ts';
import type { Grid } from './grid.ts';

/** What makes values of both sides pairs, or why none do. */
export type Pairing =
  | { readonly kind: 'column'; readonly column: PairColumn }
  | { readonly kind: 'none'; readonly why: string };

const pairColumns: readonly PairColumn[] = ['pair', 'round'];

interface Labels {
  readonly all: ReadonlySet<string>;
  /** Line of a row whose label its point already has. */
  readonly repeatedOn?: number;
}

const labelsOf = ({ rows }: Grid, column: PairColumn): Labels => {
  const all = new Set<string>();
  for (const row of rows) {
    const label = row[column];
    if (label === undefined) continue;
    const key = JSON.stringify([row.p, row.n, label]);
    if (all.has(key)) return { all, repeatedOn: row.line };
    all.add(key);
  }
  return { all };
};

/**
 * Decides whether rows of two files make pairs: where both have the column `pair` (or else `round`),
 * no point has a value of it twice, and some value is in both. Whether such rows were really measured
 * side by side only their author knows.
 */
export const pairGrids = (a: Grid, b: Grid): Pairing => {
  const column = pairColumns.find(
    (each) => a.columns[each] !== undefined && b.columns[each] !== undefined,
  );
  if (column === undefined)
    return {
      kind: 'none',
      why: "rows are pairs only where both files have a column 'pair' or 'round'",
    };
  const [left, right] = [labelsOf(a, column), labelsOf(b, column)];
  for (const [side, { repeatedOn }] of [
    ['A', left],
    ['B', right],
  ] as const)
    if (repeatedOn !== undefined)
      return {
        kind: 'none',
        why: `line ${repeatedOn} of ${side} repeats the value that column '${column}' has at the same p and n`,
      };
  return [...left.all].some((label) => right.all.has(label))
    ? { kind: 'column', column }
    : { kind: 'none', why: `no point has the same value of column '${column}' in both files` };
};
