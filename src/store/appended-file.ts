import { closeSync, constants, fchownSync, fstatSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import process from 'node:process';

const { O_APPEND, O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_RDONLY, O_RDWR } = constants;

/** A link, be it a second name of the same file, could make root write into a file that lies elsewhere. */
const refuseLinks = (descriptor: number): void => {
  const found = fstatSync(descriptor);
  if (found.isFile() && found.nlink === 1) return;
  const message = found.isFile() ? 'it has another name elsewhere (a hard link)' : 'it is no file';
  throw Object.assign(new Error(`EMLINK: ${message}`), { code: 'EMLINK' });
};

/** What root has made in the folder of another user is that user's. */
const giveToOwner = (descriptor: number, folder: number): void => {
  if (process.geteuid?.() !== 0 || fstatSync(descriptor).uid !== 0) return;
  const { uid, gid } = fstatSync(folder);
  if (uid === 0) return;
  try {
    fchownSync(descriptor, uid, gid);
  } catch {
    // A file system without owners, or that does not let this root give away: it stays root's, readable for all.
  }
};

/**
 * Opens a file of a folder of results to append to it, and makes it if need be: the descriptor. It is for its
 * user to close. No link is followed.
 */
export const openAppended = (path: string): number => {
  const folder = openSync(dirname(path), O_RDONLY | O_DIRECTORY);
  try {
    const inFolder = `/proc/self/fd/${folder}/${basename(path)}`;
    const flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW;
    const descriptor = openSync(inFolder, flags, 0o644);
    try {
      refuseLinks(descriptor);
      giveToOwner(descriptor, folder);
      return descriptor;
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  } finally {
    closeSync(folder);
  }
};
