import { inBatches } from './batches.ts';
import { columns } from './columns.ts';
import type { NamedSweep } from './entry.ts';
import { listRows, type Row } from './row.ts';

const renderLine = (row: Row): string =>
  `${JSON.stringify(Object.fromEntries(columns.map(({ name, of }) => [name, of(row) ?? null])))}\n`;

/** The table of samples as JSON lines, in pieces: every column in every line, null where there is no value. */
export function* renderSampleLines(sweeps: readonly NamedSweep[]): Generator<string> {
  for (const rows of inBatches(listRows(sweeps))) yield rows.map(renderLine).join('');
}
