/** Every number that a figure draws, as text. */
export interface FigureTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A row: what stands in each column, in the order of the columns. */
export type Cells = Readonly<Record<string, string>>;

/** A table of rows that all have the same columns; a column in which nothing stands is left out. */
export const tableOf = (caption: string, rows: readonly Cells[]): FigureTable => {
  const columns = Object.keys(rows[0] ?? {}).filter((column) =>
    rows.some((row) => row[column] !== ''),
  );
  return { caption, columns, rows: rows.map((row) => columns.map((column) => row[column] ?? '')) };
};
