import { CsvError, parse, type Info } from 'csv-parse/sync';
import { failed, success, type Result } from '../result.ts';

/** One record of a CSV file. */
export interface CsvRecord {
  /** Without quotes and without the blanks around them. */
  readonly fields: readonly string[];
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** Its lines as they are written. */
  readonly text: string;
}

/** A place within a text; line and column count from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Why a text is not CSV. */
export interface CsvProblem extends TextPlace {
  readonly message: string;
}

/** One field with the delimiter behind it; a quote that is never closed is taken as text. */
const field = /\s*(?:"(?:[^"]|"")*"|[^,]*)[^,]*(?:,|$)/y;

/** Where a field of a record begins, blanks in front of it left out. Counts fields from 0. */
export const placeOfField = (
  { text, line }: Omit<CsvRecord, 'fields'>,
  index: number,
): TextPlace => {
  let start = 0;
  for (let at = 0; at < index; at += 1) {
    field.lastIndex = start;
    start = field.test(text) ? field.lastIndex : text.length;
  }
  const blanks = /\s*/y;
  blanks.lastIndex = start;
  blanks.test(text);
  const before = text.slice(0, blanks.lastIndex).split('\n');
  return { line: line + before.length - 1, column: (before.at(-1)?.length ?? 0) + 1 };
};

/** In our words; undefined for what wrong options would cause. */
const describeError = ({ code }: CsvError): string | undefined => {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'expected the closing quote of a field, got the end of the file';
    case 'INVALID_OPENING_QUOTE':
      return 'expected a quote to begin a field, got one within a field';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return "expected a ',' or the end of the line after a closing quote, got other text";
    default:
      return undefined;
  }
};

/**
 * Reads comma-separated values (RFC 4180): quoted fields, line ends of any system, a byte order
 * mark, lines without content. Records may differ in length: the caller knows which should not.
 */
export const readCsvRecords = (text: string): Result<readonly CsvRecord[], CsvProblem> => {
  const plain = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const lines = plain.split('\n');
  const textOf = (first: number, last: number): string => lines.slice(first - 1, last).join('\n');
  const records: CsvRecord[] = [];
  let ended = 0;
  try {
    parse(plain, {
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (fields: string[], { lines: last }: Info) => {
        const inner = fields.reduce((sum, each) => sum + each.split('\n').length - 1, 0);
        const line = last - inner;
        records.push({ fields, line, text: textOf(line, last) });
        ended = last;
        return null;
      },
    });
  } catch (error) {
    const message = error instanceof CsvError ? describeError(error) : undefined;
    if (!(error instanceof CsvError) || message === undefined) throw error;
    // A quote that is never closed is noticed at the end of the file, far from where it was opened.
    const next = lines.findIndex((each, at) => at >= ended && each.trim() !== '') + 1;
    const line = error.code === 'CSV_QUOTE_NOT_CLOSED' ? next : Number(error['lines']);
    const place = placeOfField({ text: textOf(line, line), line }, Number(error['column']));
    return failed({ ...place, message });
  }
  return success(records);
};
