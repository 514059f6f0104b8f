import { stringify } from 'csv-stringify/sync';
import { inBatches } from './batches.ts';
import { columns, type Cell, type ColumnKind } from './columns.ts';
import type { NamedSweep } from './entry.ts';
import { listRows } from './row.ts';

/** A spreadsheet would calculate such a text; to some, full-width forms are the same signs. */
const formula = /^[=+\-@\t\r＝＋－＠]/;

const renderCell = (kind: ColumnKind, value: Cell): string => {
  if (value === undefined) return '';
  const written = String(value);
  return kind === 'text' && formula.test(written) ? `'${written}` : written;
};

/**
 * The table of samples as CSV (RFC 4180, but with LF), in pieces. Numbers are not rounded. A text
 * that a spreadsheet would take for a formula gets an apostrophe in front.
 */
export function* renderSampleTableCsv(sweeps: readonly NamedSweep[]): Generator<string> {
  yield stringify([columns.map(({ name }) => name)]);
  for (const rows of inBatches(listRows(sweeps)))
    yield stringify(rows.map((row) => columns.map(({ kind, of }) => renderCell(kind, of(row)))));
}
