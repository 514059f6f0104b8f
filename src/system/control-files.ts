import { constants } from 'node:fs';
import { access, mkdir, open, readFile, readdir, realpath, rmdir } from 'node:fs/promises';
import type { ControlFiles } from '../ports/control-files.ts';
import { controlFileRemedy } from './control-file-problem.ts';
import { attempt, errorCode } from './file-problem.ts';

/** `ENODEV`: the file was there when it was opened, and its group or device has vanished since. */
const nothingThere = ['ENOENT', 'ENOTDIR', 'ENODEV'];
const isNothing = (error: unknown): boolean => nothingThere.includes(errorCode(error) ?? '');

/** The kernel's files, as they are. */
export const createControlFiles = (): ControlFiles => ({
  read: (path) => attempt(path, 'read', () => readText(path), controlFileRemedy),
  write: (path, text) =>
    attempt(path, `write '${text}' into`, () => writeOnce(path, text), controlFileRemedy),
  isWritable: (path) =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    ),
  list: (path) =>
    readdir(path).then(
      (names) => names.sort(),
      () => undefined,
    ),
  makeFolder: (path) => attempt(path, 'make the folder', () => mkdir(path), controlFileRemedy),
  removeFolder: (path) =>
    attempt(path, 'remove the folder', () => removeFolder(path), controlFileRemedy),
  resolve: (path) => realpath(path).catch(() => undefined),
});

const readText = async (path: string): Promise<string | undefined> => {
  try {
    return (await readFile(path, 'utf8')).replace(/\n$/, '');
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
};

/**
 * Neither made nor cut short, which `open` would do by its usual flags; and not opened for reading,
 * which the owner of a file such as `memory.reclaim` (mode 0200) may not.
 */
const writeOnce = async (path: string, text: string): Promise<void> => {
  await using file = await open(path, constants.O_WRONLY);
  const bytes = new TextEncoder().encode(text);
  const { bytesWritten } = await file.write(bytes, 0, bytes.length, null);
  if (bytesWritten !== bytes.length)
    throw Object.assign(new Error(`the kernel took ${bytesWritten} of ${bytes.length} bytes`), {
      code: 'EIO',
    });
};

const removeFolder = async (path: string): Promise<void> => {
  try {
    await rmdir(path);
  } catch (error) {
    if (!isNothing(error)) throw error;
  }
};
