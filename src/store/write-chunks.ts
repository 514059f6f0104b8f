import { lstat, open, realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import process from 'node:process';
import type { Failure } from '../model/failure.ts';
import type { Result } from '../model/result.ts';
import { codeOf, tryFile } from './file-failure.ts';
import { holdFolder, makeFolders } from './held-folder.ts';
import { writeWholeIn, type Chunks } from './whole-file.ts';

/** A pipe or a device has no other content to be replaced by, and nothing to be synchronised with. */
const writeInto = async (path: string, chunks: Chunks): Promise<void> => {
  await using file = await open(path, 'w');
  for (const chunk of chunks) await file.writeFile(chunk);
};

/** Undefined where nothing is. */
const unlessAbsent = async <Value>(look: Promise<Value>): Promise<Value | undefined> => {
  try {
    return await look;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * Where a file is to be replaced; undefined for a pipe or a device, which nothing may replace. A link of
 * this user's own is followed; that of another one, who may have put it into a shared folder, is replaced.
 */
const replacedPath = async (path: string): Promise<string | undefined> => {
  const there = await unlessAbsent(lstat(path));
  if (there === undefined) return path;
  const isForeignLink = there.isSymbolicLink() && there.uid !== process.geteuid?.();
  if (isForeignLink) return path;
  const target = await unlessAbsent(stat(path));
  if (target === undefined) return path;
  return target.isFile() ? await realpath(path) : undefined;
};

/**
 * Writes a file that the command line names, piece by piece, as the pieces come. It appears, or replaces an
 * older one, when all of it is on the disk; a pipe or a device is written to as it is. It belongs to the one
 * who called sudo, as do the folders that are made for it.
 */
export const writeChunks = (path: string, chunks: Chunks): Promise<Result<void, Failure>> =>
  tryFile(path, 'write', async () => {
    const replaced = await replacedPath(path);
    if (replaced === undefined) {
      await writeInto(path, chunks);
      return;
    }
    await makeFolders(dirname(replaced));
    await using folder = await holdFolder(dirname(replaced));
    await writeWholeIn(folder, basename(replaced), chunks, 'caller');
  });
