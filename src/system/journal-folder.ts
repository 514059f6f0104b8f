import { lstat } from 'node:fs/promises';
import process from 'node:process';

/**
 * What keeps a folder or file of the journal from being believed; undefined when nothing does. What it
 * says is done with this user's rights, so nobody else may have written it.
 */
export const whyNotBelieved = async (
  path: string,
  kind: 'folder' | 'file',
): Promise<string | undefined> => {
  const found = await lstat(path);
  if (kind === 'folder' ? !found.isDirectory() : !found.isFile()) return `it is no ${kind}`;
  const user = process.geteuid?.();
  if (found.uid !== user)
    return `it belongs to the user ${found.uid} and this process to ${user ?? 'another'}; with sudo use 'sudo -H', or set XDG_STATE_HOME to a folder of your own`;
  return (found.mode & 0o022) === 0
    ? undefined
    : `others may write it; 'chmod go-w ${path}' keeps them out`;
};
