/** A table of `report.md`. */
export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly { readonly heading: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

/** The cells of a line such as `| a | b \| c |`. */
const cellsOf = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

/** The table that lines are; undefined when they are something else. */
export const parseTable = (lines: readonly string[]): TableBlock | undefined => {
  const [headings, rule, ...rows] = lines;
  if (headings?.startsWith('| ') !== true || rule === undefined || !/^\|[-: |]+\|$/.test(rule))
    return undefined;
  const sides = cellsOf(rule);
  return {
    kind: 'table',
    columns: cellsOf(headings).map((heading, at) => ({
      heading,
      isNumber: sides[at]?.endsWith(':') ?? false,
    })),
    rows: rows.map(cellsOf),
  };
};
