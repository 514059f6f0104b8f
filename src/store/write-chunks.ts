import { randomUUID } from 'node:crypto';
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { success, type Result } from '../model/result.ts';
import { codeOf, tryFile } from './file-failure.ts';
import { syncFolder } from './whole-file.ts';

type Chunks = Iterable<string | Uint8Array>;

const writeAll = async (path: string, flag: 'w' | 'wx', chunks: Chunks): Promise<void> => {
  const file = await open(path, flag, 0o644);
  try {
    for (const chunk of chunks) await file.writeFile(chunk);
    // A pipe has nothing to be synchronised with.
    if (flag === 'wx') await file.sync();
  } finally {
    await file.close();
  }
};

/** Where a file is to be replaced; undefined for a pipe or a device, which nothing may replace. */
const replacedPath = async (path: string): Promise<string | undefined> => {
  try {
    return (await stat(path)).isFile() ? await realpath(path) : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return path;
    throw error;
  }
};

/**
 * Writes a file piece by piece, as the pieces come. A file appears, or replaces an older one, when all of
 * it is on the disk; a pipe or a device is written to as it is.
 */
export const writeChunks = async (path: string, chunks: Chunks): Promise<Result<void, Failure>> => {
  const written = await tryFile(path, 'write', async () => {
    const replaced = await replacedPath(path);
    if (replaced === undefined) {
      await writeAll(path, 'w', chunks);
      return;
    }
    await mkdir(dirname(replaced), { recursive: true });
    const temporary = `${replaced}.${randomUUID()}.part`;
    try {
      await writeAll(temporary, 'wx', chunks);
      await rename(temporary, replaced);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(dirname(replaced));
  });
  return written.ok ? success(undefined) : written;
};
