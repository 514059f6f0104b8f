import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import type { OutputFile } from '../model/output-file.ts';
import { success, type Result } from '../model/result.ts';
import { tryFile } from './file-failure.ts';
import { writeWhole } from './whole-file.ts';

/**
 * Writes derived files into the folder of a sweep, each whole or not at all, replacing older ones.
 * Returns their paths, or the first failure.
 */
export const writeOutputs = async (
  folder: string,
  outputs: readonly OutputFile[],
): Promise<Result<readonly string[], Failure>> => {
  const paths: string[] = [];
  for (const output of outputs) {
    const path = join(folder, output.path);
    const made = await tryFile(dirname(path), 'create folder', () =>
      mkdir(dirname(path), { recursive: true }),
    );
    if (!made.ok) return made;
    const written = await writeWhole(path, output.text);
    if (!written.ok) return written;
    paths.push(path);
  }
  return success(paths);
};
