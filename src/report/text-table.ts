import type { Column } from './markdown-table.ts';
import { plainLine } from './plain-text.ts';
import { cutText, textWidth } from './text-width.ts';

/** A column of a table for a terminal. */
export interface TextColumn extends Column {
  /** Where room is short, the column with the greatest one is left out first; one without never is. */
  readonly yields?: number;
}

/** The lines of the headings, the last of each column at the bottom. */
const headingLines = (columns: readonly Column[]): readonly (readonly string[])[] => {
  const headings = columns.map(({ heading }) => heading.split('\n'));
  const height = Math.max(...headings.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    headings.map((lines) => lines[line - height + lines.length] ?? ''),
  );
};

/** A column with its cells, those of the heading first. */
interface Filled {
  readonly column: TextColumn;
  readonly cells: readonly string[];
  readonly width: number;
}

const fillColumns = (
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): readonly Filled[] => {
  const all = [...headingLines(columns), ...rows];
  return columns.map((column, at) => {
    const cells = all.map((row) => plainLine(row[at] ?? ''));
    return { column, cells, width: Math.max(...cells.map(textWidth)) };
  });
};

const widthWith = (filled: readonly Filled[], gap: number): number =>
  filled.reduce((sum, { width }) => sum + width + gap, -gap);

/** Blanks between columns; one less where that saves a column. */
const gaps = [2, 1] as const;

/** The columns for which there is room, and the blanks between them. */
const fitColumns = (
  filled: readonly Filled[],
  width: number,
): { readonly filled: readonly Filled[]; readonly gap: number } => {
  const gap = gaps.find((each) => widthWith(filled, each) <= width);
  if (gap !== undefined) return { filled, gap };
  const most = Math.max(...filled.map(({ column }) => column.yields ?? 0));
  if (most === 0) return { filled, gap: gaps[1] };
  return fitColumns(
    filled.filter(({ column }) => column.yields !== most),
    width,
  );
};

const alignCell = ({ column, cells, width }: Filled, line: number): string => {
  const cell = cells[line] ?? '';
  const blanks = ' '.repeat(width - textWidth(cell));
  return column.align === 'left' ? cell + blanks : blanks + cell;
};

/**
 * A table for a terminal: each column as wide as its widest cell. A heading may have several lines. No
 * line is wider than `width`: columns that yield are left out, and what is still too wide is cut.
 */
export const renderTextTable = (
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  width = Infinity,
): string => {
  const { filled, gap } = fitColumns(fillColumns(columns, rows), width);
  return Array.from({ length: filled[0]?.cells.length ?? 0 }, (_, line) =>
    cutText(
      filled
        .map((each) => alignCell(each, line))
        .join(' '.repeat(gap))
        .trimEnd(),
      width,
    ),
  ).join('\n');
};
