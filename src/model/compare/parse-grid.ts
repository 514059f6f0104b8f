import type { Problem } from '../failure.ts';
import { quoteText } from '../profile/describe-value.ts';
import { failed, success, type Result } from '../result.ts';
import { placeOfField, readCsvRecords, type CsvRecord } from './csv-records.ts';
import { findColumns, type ColumnPlaces, type GridColumn } from './grid-columns.ts';
import type { Grid, GridRow } from './grid.ts';

/** A grid as read from a text, and what is doubtful about the text. */
export interface ParsedGrid extends Grid {
  readonly warnings: readonly string[];
}

/** What is wrong with a cell. */
type Wrong = Pick<Problem, 'message' | 'hint'>;

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const wrongNumber = (expected: string, text: string): Result<never, Wrong> =>
  failed({
    message: `expected ${expected}, got ${text === '' ? 'nothing' : quoteText(text)}`,
    ...(/^\d+,\d+$/.test(text) ? { hint: "write the decimal point as '.'" } : {}),
  });

const readTokens = (text: string): Result<number, Wrong> => {
  const value = decimal.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) && value >= 0
    ? success(value)
    : wrongNumber('a whole number of tokens', text);
};

const readRate = (text: string): Result<number | undefined, Wrong> => {
  if (text === '') return success(undefined);
  const value = decimal.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) && value > 0
    ? success(value)
    : wrongNumber('tokens per second, a number above 0', text);
};

const readLabel = (text: string): Result<string | undefined, Wrong> =>
  success(text === '' ? undefined : text);

const readRow = (
  record: CsvRecord,
  places: ColumnPlaces,
  file: string,
): Result<GridRow, readonly Problem[]> => {
  const problems: Problem[] = [];
  const cell = <Value>(
    column: GridColumn,
    read: (text: string) => Result<Value, Wrong>,
  ): Value | undefined => {
    const index = places[column];
    if (index === undefined) return undefined;
    const value = read(record.fields[index] ?? '');
    if (value.ok) return value.value;
    const place = { file, ...placeOfField(record, index) };
    problems.push({ place, path: column, ...value.failure });
    return undefined;
  };
  const row = {
    line: record.line,
    p: cell('p', readTokens) ?? 0,
    n: cell('n', readTokens) ?? 0,
    pp: cell('pp', readRate),
    tg: cell('tg', readRate),
    pair: cell('pair', readLabel),
    round: cell('round', readLabel),
  };
  return problems.length === 0 ? success(row) : failed(problems);
};

const endsWhole = (text: string): boolean => /[\r\n]\s*$/.test(text);

/** A last line without its end may lack a part, be it only the last digit of a number. */
const describeEnd = (file: string, last: CsvRecord, torn: boolean): string =>
  torn
    ? `${file}: line ${last.line} is torn, and is left out.`
    : `${file}: line ${last.line} has no line end: check that its last number is whole.`;

const countFields = (count: number): string => `${count} field${count === 1 ? '' : 's'}`;

const ragged = (record: CsvRecord, header: CsvRecord, file: string): Problem => ({
  place: { file, line: record.line, column: 1 },
  path: '',
  message: `expected ${countFields(header.fields.length)} as in the header, got ${record.fields.length}`,
});

const nothing = (file: string, line: number, message: string): Result<never, readonly Problem[]> =>
  failed([{ place: { file, line, column: 1 }, path: '', message }]);

const readRows = (
  header: CsvRecord,
  records: readonly CsvRecord[],
  places: ColumnPlaces,
  file: string,
): Result<readonly GridRow[], readonly Problem[]> => {
  const rows: GridRow[] = [];
  const problems: Problem[] = [];
  for (const record of records) {
    if (record.fields.length !== header.fields.length) {
      problems.push(ragged(record, header, file));
      continue;
    }
    const row = readRow(record, places, file);
    if (row.ok) rows.push(row.value);
    else problems.push(...row.failure);
  }
  return problems.length === 0 ? success(rows) : failed(problems);
};

/**
 * Reads a grid from a CSV text: a header, then one row for each repeat at each point (p, n). Every
 * problem is listed with its place in `file`. A torn last line is left out with a warning.
 */
export const parseGrid = (text: string, file: string): Result<ParsedGrid, readonly Problem[]> => {
  const all = readCsvRecords(text);
  if (!all.ok) {
    const { message, ...place } = all.failure;
    return failed([{ place: { file, ...place }, path: '', message }]);
  }
  const [header, ...below] = all.value.filter(({ fields }) => fields.some((each) => each !== ''));
  if (header === undefined)
    return nothing(file, 1, 'expected a header with columns for p and n, got an empty file');
  const columns = findColumns(header.fields);
  if (!columns.ok)
    return failed(
      columns.failure.map(({ index, ...wrong }) => ({
        place: { file, ...placeOfField(header, index) },
        path: '',
        ...wrong,
      })),
    );
  const places = columns.value;
  const last = below.at(-1);
  const doubtful = last !== undefined && !endsWhole(text);
  const torn = doubtful && last.fields.length < header.fields.length;
  const rows = readRows(header, torn ? below.slice(0, -1) : below, places, file);
  if (!rows.ok) return rows;
  if (rows.value.length === 0)
    return nothing(file, header.line, 'expected a row or more below the header, got none');
  const nameOf = (column: GridColumn): string | undefined => header.fields[places[column] ?? -1];
  return success({
    rows: rows.value,
    columns: {
      p: nameOf('p'),
      n: nameOf('n'),
      pp: nameOf('pp'),
      tg: nameOf('tg'),
      pair: nameOf('pair'),
      round: nameOf('round'),
    },
    warnings: doubtful ? [describeEnd(file, last, torn)] : [],
  });
};
