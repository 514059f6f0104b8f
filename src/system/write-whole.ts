import { randomBytes } from 'node:crypto';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './file-problem.ts';

/**
 * Writes a file so that its path names the whole content or what was there before, also after a
 * power cut: a new file beside it, flushed, renamed over it, and the folder flushed.
 */
export const writeWhole = async (path: string, chunks: Iterable<Uint8Array>): Promise<void> => {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  // 'wx' is O_CREAT | O_EXCL: a link that someone put there is not followed.
  const file = await open(temporary, 'wx');
  try {
    try {
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
