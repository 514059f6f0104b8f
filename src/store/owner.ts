import type { FileHandle } from 'node:fs/promises';
import process from 'node:process';
import { readInvokingUser, type Owner } from '../model/invoking-user.ts';
import { codeOf } from './file-failure.ts';

/**
 * Who gets what root makes: the one who called sudo, for what the command line names; the owner of the
 * folder that it lies in, for everything in a folder of results.
 */
export type Recipient = 'caller' | 'folder';

const isRoot = (): boolean => process.geteuid?.() === 0;

/** Undefined where the one who makes it keeps it. */
export const ownerFor = async (
  recipient: Recipient,
  folder: Pick<FileHandle, 'stat'>,
): Promise<Owner | undefined> => {
  if (!isRoot()) return undefined;
  if (recipient === 'caller') return readInvokingUser(0, process.env);
  const { uid, gid } = await folder.stat();
  return uid === 0 ? undefined : { uid, gid };
};

/** File systems without owners, or that do not let this root give away. */
const refusals = ['EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Gives away what this process has made and holds open: a path could lead to another file by now. Where
 * the file system does not allow it, it stays root's, readable for all.
 */
export const give = async (made: Pick<FileHandle, 'chown'>, owner: Owner): Promise<void> => {
  try {
    await made.chown(owner.uid, owner.gid);
  } catch (error) {
    if (!refusals.includes(codeOf(error) ?? '')) throw error;
  }
};
