import { explainedShare } from './least-squares.ts';

/** A linear model of least squares over several columns. */
export interface LinearModel {
  /** One for each column. */
  readonly coefficients: readonly number[];
  /** Share of the variance of y that the model explains, from 0 to 1; 1 where y does not vary. */
  readonly r2: number;
}

/** A pivot below this share of its column's own size is lost in rounding: the columns depend on each other. */
const leastPivot = 1e-9;

/**
 * Solves a symmetric system of linear equations by elimination with pivoting (Gauss); undefined where
 * it has no single solution.
 */
const solveSystem = (
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): readonly number[] | undefined => {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  const scale = Math.max(...matrix.map((row, at) => Math.abs(row[at] ?? 0)));
  const size = rows.length;
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1)
      if (Math.abs(cell(row, column)) > Math.abs(cell(pivot, column))) pivot = row;
    if (Math.abs(cell(pivot, column)) <= scale * leastPivot) return undefined;
    const [top, chosen] = [rows[column], rows[pivot]];
    if (top === undefined || chosen === undefined) return undefined;
    [rows[column], rows[pivot]] = [chosen, top];
    const head = chosen[column] ?? 1;
    for (const [row, values] of rows.entries()) {
      const factor = row === column ? 0 : (values[column] ?? 0) / head;
      if (factor !== 0)
        for (let at = column; at <= size; at += 1)
          values[at] = (values[at] ?? 0) - factor * (chosen[at] ?? 0);
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
};

/**
 * The linear model of least squares, by its normal equations; undefined where the columns do not
 * decide the coefficients. Meant for columns of like size, such as 0 and 1; one of them holds ones for
 * a constant.
 */
export const fitLinearModel = (
  rows: readonly (readonly number[])[],
  y: readonly number[],
): LinearModel | undefined => {
  const [first] = rows;
  if (first === undefined) return undefined;
  const sumOver = (value: (row: readonly number[], at: number) => number): number =>
    rows.reduce((sum, row, at) => sum + value(row, at), 0);
  const columns = first.map((_, column) => column);
  const coefficients = solveSystem(
    columns.map((one) =>
      columns.map((other) => sumOver((row) => (row[one] ?? 0) * (row[other] ?? 0))),
    ),
    columns.map((column) => sumOver((row, at) => (row[column] ?? 0) * (y[at] ?? 0))),
  );
  if (coefficients === undefined) return undefined;
  const residuals = rows.map(
    (row, at) =>
      (y[at] ?? 0) -
      row.reduce((sum, value, column) => sum + value * (coefficients[column] ?? 0), 0),
  );
  return { coefficients, r2: explainedShare(y, residuals) };
};
