import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Failure } from '../model/failure.ts';
import type { Result } from '../model/result.ts';
import { tryFile } from './file-failure.ts';
import { flushFolder, holdFolder, type HeldFolder } from './held-folder.ts';
import { give, ownerFor, type Recipient } from './owner.ts';

/** Content of a file, in pieces. */
export type Chunks = Iterable<string | Uint8Array>;

/**
 * Writes a file in a held folder so that its name is that of the whole content or of what was there before:
 * a new file beside it, flushed, renamed over it, and the folder flushed. A link in its place is replaced,
 * never followed.
 */
export const writeWholeIn = async (
  folder: HeldFolder,
  name: string,
  chunks: Chunks,
  recipient: Recipient,
): Promise<void> => {
  const temporary = folder.at(`.${name}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    {
      // 'wx' is O_CREAT | O_EXCL: a link that someone put there is not followed.
      await using file = await open(temporary, 'wx', 0o644);
      const owner = await ownerFor(recipient, folder.handle);
      if (owner !== undefined) await give(file, owner);
      for (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    }
    await rename(temporary, folder.at(name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // A rename is on the disk only when its folder is.
  await flushFolder(folder);
};

/** Writes a file of a folder of results and returns when content and name are on the disk. */
export const writeWhole = (path: string, text: string): Promise<Result<void, Failure>> =>
  tryFile(path, 'write', async () => {
    await using folder = await holdFolder(dirname(path));
    await writeWholeIn(folder, basename(path), [text], 'folder');
  });

/** Makes the names in a folder durable: a rename is on the disk only when its folder is. */
export const syncFolder = async (path: string): Promise<void> => {
  await using folder = await holdFolder(path);
  await folder.handle.sync();
};
