import { stat } from 'node:fs/promises';
import process from 'node:process';

const sticky = 0o1000;
const othersMayWrite = 0o022;

/**
 * Refuses a folder for temporary files where another user may rename what is in it, and so put something
 * else in its place while it is in use.
 */
export const checkTemporaryPlace = async (folder: string): Promise<void> => {
  const { uid, mode } = await stat(folder);
  const isOpen = (mode & othersMayWrite) !== 0 && (mode & sticky) === 0;
  const isForeign = uid !== 0 && uid !== process.geteuid?.();
  if (!isOpen && !isForeign) return;
  const why = isForeign
    ? `it belongs to another user (id ${uid})`
    : 'other users may write to it, and it lacks the sticky bit';
  const problem = `${why}, so that others could replace what is in it; set TMPDIR to a folder of your own, or to /tmp`;
  throw Object.assign(new Error(problem), { code: 'replaceable' });
};
