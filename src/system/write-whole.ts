import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Owner } from '../model/invoking-user.ts';
import { errorCode } from './file-problem.ts';
import { announceTemporary, temporaryName } from './temporaries.ts';

/**
 * Writes a file so that its path names the whole content or what was there before, also after a
 * power cut: a new file beside it, flushed, renamed over it, and the folder flushed. A link in its
 * place is replaced, never followed.
 */
export const writeWhole = async (
  path: string,
  chunks: Iterable<Uint8Array>,
  owner?: Owner,
): Promise<void> => {
  const folder = dirname(path);
  const mark = await announceTemporary(folder);
  const temporary = join(folder, temporaryName(basename(path), mark));
  // 'wx' is O_CREAT | O_EXCL: a link that someone put there is not followed.
  const file = await open(temporary, 'wx', 0o644);
  try {
    try {
      if (owner !== undefined) await give(file, owner);
      for (const chunk of chunks) await writeChunk(file, chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // What went wrong first is what the caller must hear about.
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await flushFolder(folder);
};

/** By the open file, as its path could lead elsewhere by now. Where the file system knows no owners, it stays root's. */
const give = async (file: FileHandle, { uid, gid }: Owner): Promise<void> => {
  try {
    await file.chown(uid, gid);
  } catch (error) {
    if (!['EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(errorCode(error) ?? '')) throw error;
  }
};

const writeChunk = async (file: FileHandle, chunk: Uint8Array): Promise<void> => {
  let written = 0;
  while (written < chunk.length)
    written += (await file.write(chunk, written, chunk.length - written)).bytesWritten;
};

/** Some file systems cannot flush a folder and need not. */
export const flushFolder = async (folder: string): Promise<void> => {
  await using handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF'].includes(errorCode(error) ?? '')) throw error;
  }
};
