import { stringify } from 'csv-stringify/sync';
import { inBatches } from './export/batches.ts';

/** What needs no quotes in any place. */
const plain = /^[\w.+%/:= -]*$/;

const renderRow = (row: readonly string[]): string =>
  row.length > 1 && row.every((cell) => plain.test(cell))
    ? `${row.join(',')}\n`
    : stringify([[...row]]);

/**
 * A CSV file (RFC 4180, but with LF), in pieces. Formulas are not escaped: every text comes from a parsed
 * profile, and the escape would spoil negative numbers.
 */
export function* csvPieces(
  columns: readonly string[],
  rows: Iterable<readonly string[]>,
): Generator<string> {
  yield renderRow(columns);
  for (const some of inBatches(rows)) yield some.map(renderRow).join('');
}

/** The same as one text. */
export const renderCsv = (columns: readonly string[], rows: Iterable<readonly string[]>): string =>
  [...csvPieces(columns, rows)].join('');
