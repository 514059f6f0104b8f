import { constants } from 'node:fs';
import { mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { codeOf } from './file-failure.ts';
import { give, ownerFor, type Recipient } from './owner.ts';

/** A folder held open; leaving the block lets go of it. */
export interface HeldFolder extends AsyncDisposable {
  readonly handle: FileHandle;
  /**
   * The path of a name in it, which leads there wherever the folder's own path leads meanwhile. Node.js
   * has no openat(2); the descriptor's entry in /proc does the same, see proc(5).
   */
  at(name: string): string;
}

/** Holds a folder; with `O_NOFOLLOW` a link in its place is refused. */
export const holdFolder = async (path: string, flags = 0): Promise<HeldFolder> => {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | flags);
  return {
    handle,
    at: (name) => `/proc/self/fd/${handle.fd}/${name}`,
    [Symbol.asyncDispose]: () => handle.close(),
  };
};

/** Makes the names in a folder durable. Some file systems cannot flush a folder and need not. */
export const flushFolder = async ({ handle }: HeldFolder): Promise<void> => {
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(codeOf(error) ?? '')) throw error;
  }
};

/** Everybody may read results; only their owner may change them. */
const folderMode = 0o755;

/** Makes a new folder in a held one, for the recipient; false where something of this name is there. */
export const makeFolderIn = async (
  parent: HeldFolder,
  name: string,
  recipient: Recipient,
): Promise<boolean> => {
  try {
    await mkdir(parent.at(name), { mode: folderMode });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  const owner = await ownerFor(recipient, parent.handle);
  if (owner !== undefined) {
    await using made = await holdFolder(parent.at(name), constants.O_NOFOLLOW);
    // Who may write to the parent can have put another folder of root's there: an empty one is nothing worth.
    if ((await readdir(made.at('.'))).length === 0) await give(made.handle, owner);
  }
  await flushFolder(parent);
  return true;
};

/** Makes a folder and those above it that are missing, for the one who called; what is there is left as it is. */
export const makeFolders = async (path: string): Promise<void> => {
  try {
    await using _there = await holdFolder(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await makeFolders(dirname(path));
    await using parent = await holdFolder(dirname(path));
    await makeFolderIn(parent, basename(path), 'caller');
  }
};
