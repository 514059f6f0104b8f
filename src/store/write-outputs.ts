import { constants } from 'node:fs';
import { posix } from 'node:path';
import type { Failure } from '../model/failure.ts';
import type { OutputFile } from '../model/output-file.ts';
import { success, type Result } from '../model/result.ts';
import { tryFile } from './file-failure.ts';
import { holdFolder, makeFolderIn, type HeldFolder } from './held-folder.ts';
import { manifestName } from './run-log.ts';
import { removeTemporaries } from './stale-temporaries.ts';
import { writeWholeIn } from './whole-file.ts';

/** Holds a folder in a folder of results, which is made if need be; a link in its place is refused. */
const holdIn = async (parent: HeldFolder, name: string): Promise<HeldFolder> => {
  await makeFolderIn(parent, name, 'folder');
  return holdFolder(parent.at(name), constants.O_NOFOLLOW);
};

const writeOutput = async (folder: string, output: OutputFile): Promise<void> => {
  const { path } = output;
  const chunks = output.pieces?.() ?? [output.text];
  await using results = await holdFolder(folder);
  const { dir, base } = posix.parse(path);
  if (dir === '') {
    await removeTemporaries(results, new Set([base, manifestName]));
    await writeWholeIn(results, base, chunks, 'folder');
    return;
  }
  await using inner = await holdIn(results, dir);
  await removeTemporaries(inner, new Set([base]));
  await writeWholeIn(inner, base, chunks, 'folder');
};

/**
 * Writes derived files into the folder of a sweep, each whole or not at all, replacing older ones. What a
 * kill left of such a file while it was written is removed.
 * Returns their paths, or the first failure.
 */
export const writeOutputs = async (
  folder: string,
  outputs: readonly OutputFile[],
): Promise<Result<readonly string[], Failure>> => {
  const paths: string[] = [];
  for (const output of outputs) {
    const path = posix.join(folder, output.path);
    const written = await tryFile(path, 'write', () => writeOutput(folder, output));
    if (!written.ok) return written;
    paths.push(path);
  }
  return success(paths);
};
