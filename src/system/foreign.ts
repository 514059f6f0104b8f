import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { errorCode } from './file-problem.ts';

/** Write permission for the group or for all. */
const othersMayWrite = 0o022;

const whyForeign = async (path: string): Promise<string | undefined> => {
  const found = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return `'${path}' is a symbolic link`;
  if (found.uid !== 0 && found.uid !== process.geteuid?.())
    return `'${path}' belongs to another user (id ${found.uid})`;
  if ((found.mode & othersMayWrite) === 0) return undefined;
  const mode = (found.mode & 0o7777).toString(8).padStart(4, '0');
  return `'${path}' can be written to by other users (mode ${mode})`;
};

/**
 * Why another user than this one and root may have made or changed what lies at a path, looked at from a
 * folder above it down; undefined where nobody can have.
 */
export const whyForeignBelow = async (path: string, base: string): Promise<string | undefined> => {
  const steps = [path];
  for (let at = path; at !== base && at !== dirname(at); at = dirname(at))
    steps.unshift(dirname(at));
  for (const step of steps) {
    const why = await whyForeign(step);
    if (why !== undefined) return why;
  }
  return undefined;
};
