import type { Column } from './markdown-table.ts';

/** The lines of the headings, the last of each column at the bottom. */
const headingLines = (columns: readonly Column[]): readonly (readonly string[])[] => {
  const headings = columns.map(({ heading }) => heading.split('\n'));
  const height = Math.max(...headings.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    headings.map((lines) => lines[line - height + lines.length] ?? ''),
  );
};

/**
 * A table for a terminal: each column as wide as its widest cell, two blanks between columns. A
 * heading may have several lines.
 */
export const renderTextTable = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string => {
  const all = [...headingLines(columns), ...rows];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) =>
      columns
        .map(({ align }, at) => {
          const [cell, width] = [row[at] ?? '', widths[at] ?? 0];
          return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
