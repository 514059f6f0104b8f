import { parseUtc } from '../../model/utc-time.ts';
import { columns, type Cell, type ColumnKind } from './columns.ts';
import type { NamedSweep } from './entry.ts';
import { listRows } from './row.ts';

const types = {
  text: 'STRING',
  integer: 'INT64',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  time: 'TIMESTAMP',
} as const satisfies Record<ColumnKind, string>;

/** Rows that are in memory together while they are turned into columns. */
const rowGroupSize = 20_000;

type ParquetCell = Cell | bigint;

const convert = (kind: ColumnKind, value: Cell): ParquetCell => {
  if (kind === 'integer' && typeof value === 'number') return BigInt(Math.round(value));
  if (kind !== 'time' || typeof value !== 'string') return value;
  const milliseconds = parseUtc(value);
  return milliseconds === undefined ? undefined : BigInt(milliseconds);
};

function* convertRows(sweeps: readonly NamedSweep[]): Generator<Record<string, ParquetCell>> {
  for (const row of listRows(sweeps))
    yield Object.fromEntries(columns.map(({ name, kind, of }) => [name, convert(kind, of(row))]));
}

/** The table of samples as a Parquet file. The library that writes it is loaded when it is needed. */
export const renderSampleTableParquet = async (
  sweeps: readonly NamedSweep[],
): Promise<Uint8Array> => {
  const { ByteWriter, parquetWriteRows } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  await parquetWriteRows({
    ...{ writer, rowGroupSize },
    rows: convertRows(sweeps),
    columns: columns.map(({ name, kind }) => ({ name, type: types[kind] })),
  });
  return writer.getBytes();
};
