import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Failure } from '../model/failure.ts';
import { failed, type Result } from '../model/result.ts';
import { tryFile } from './file-failure.ts';

/** Makes the names in a folder durable: a rename is on the disk only when its folder is. */
export const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Writes a file by way of a temporary one beside it and returns when content and name are on the disk. */
export const writeWhole = async (path: string, text: string): Promise<Result<void, Failure>> => {
  const written = await tryFile(path, 'write', async () => {
    await writeFileAtomic(path, text, { mode: 0o644 });
    await syncFolder(dirname(path));
    return (await stat(path)).size;
  });
  if (!written.ok) return written;
  // A full disk can take a part of a write without an error, and write-file-atomic does not look.
  const expected = Buffer.byteLength(text);
  if (written.value === expected) return { ok: true, value: undefined };
  return failed({
    reason: 'file-failed',
    path,
    operation: 'write',
    problem: `Only ${written.value} of ${expected} bytes were written. Free space on its file system.`,
  });
};
