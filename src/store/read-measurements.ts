import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ParsedGrid } from '../model/compare/parse-grid.ts';
import type { Failure } from '../model/failure.ts';
import { success, type Result } from '../model/result.ts';
import { codeOf, tryFile } from './file-failure.ts';
import { readGridCsv } from './read-grid-csv.ts';
import { readResults, type ReadResults } from './read-results.ts';

/** What was measured: a recorded sweep from its folder, or a grid from a CSV file. */
export type Measurements =
  | { readonly kind: 'sweep'; readonly sweep: ReadResults }
  | { readonly kind: 'grid'; readonly grid: ParsedGrid };

const statIfThere = async (path: string): Promise<Stats | undefined> => {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
};

/**
 * Reads a folder of results, or else a CSV file; undefined where the path leads to nothing. `name`
 * stands for the path in messages.
 */
export const readMeasurements = async (
  path: string,
  name: string = path,
): Promise<Result<Measurements | undefined, Failure>> => {
  const found = await tryFile(path, 'read', () => statIfThere(path));
  if (!found.ok) return found;
  if (found.value === undefined) return success(undefined);
  if (found.value.isDirectory()) {
    const sweep = await readResults(path);
    return sweep.ok ? success({ kind: 'sweep', sweep: sweep.value }) : sweep;
  }
  const grid = await readGridCsv(path, name);
  return grid.ok ? success({ kind: 'grid', grid: grid.value }) : grid;
};
