import { parseGrid, type ParsedGrid } from '../model/compare/parse-grid.ts';
import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import { tryFile } from './file-failure.ts';
import { readBounded } from './read-bounded.ts';

/** A grid of a quarter of a million rows. The reader takes fifty times as much memory. */
const mostBytes = 2 ** 23;

const notText = (file: string): Failure => ({
  reason: 'invalid-table',
  problems: [
    {
      place: { file, line: 1, column: 1 },
      path: '',
      message: 'expected comma-separated values in UTF-8, got other bytes',
      hint: 'save the file as CSV in UTF-8',
    },
  ],
});

/** UTF-8 without what no text has: a NUL is in every other file of spreadsheets, and in UTF-16. */
const decode = (bytes: Buffer): string | undefined => {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/**
 * Reads the throughput of a grid of prompt and generated lengths from a CSV file. `name` stands for
 * the file in messages.
 */
export const readGridCsv = async (
  path: string,
  name: string = path,
): Promise<Result<ParsedGrid, Failure>> => {
  const bytes = await tryFile(path, 'read', () => readBounded(path, mostBytes));
  if (!bytes.ok) return bytes;
  const text = decode(bytes.value);
  if (text === undefined) return failed(notText(name));
  const grid = parseGrid(text, name);
  return grid.ok
    ? success(grid.value)
    : failed({ reason: 'invalid-table', problems: grid.failure });
};
