import { createHash } from 'node:crypto';
import { createReadStream, constants } from 'node:fs';
import {
  access,
  copyFile,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  statfs,
  unlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileStat, Files } from '../ports/files.ts';
import { attempt, errorCode } from './file-problem.ts';
import { writeWhole } from './write-whole.ts';

/** The file system, as drivers and workloads see it. */
export const createFiles = (): Files => ({
  stat: describe,
  readText: (path) => attempt(path, 'read', () => readFile(path, 'utf8')),
  readBytes: (path, offset, bytes) => attempt(path, 'read', () => readPart(path, offset, bytes)),
  list: (path) => attempt(path, 'list', async () => (await readdir(path)).sort()),
  makeFolder: (path) =>
    attempt(path, 'create the folder', async () => {
      await mkdir(path, { recursive: true });
    }),
  writeStream: (path, chunks) => attempt(path, 'write', () => writeWhole(path, chunks)),
  move: (from, to) => attempt(to, `move '${from}' to`, () => move(from, to)),
  copy: (from, to) =>
    attempt(to, `copy '${from}' to`, () => copyFile(from, to, constants.COPYFILE_FICLONE)),
  remove: (path) => attempt(path, 'remove', () => remove(path)),
  makeTemporaryFolder: (prefix, parent = tmpdir()) =>
    attempt(parent, 'create a temporary folder in', () => mkdtemp(join(parent, `${prefix}-`))),
  digest: (path, algorithm) =>
    attempt(path, 'read', async () => {
      const hash = createHash(algorithm);
      await pipeline(createReadStream(path), hash);
      return hash.digest('hex');
    }),
  freeBytes: (path) => attempt(path, 'read the free space of', () => freeBytes(resolve(path))),
});

const describe = async (path: string): Promise<FileStat | undefined> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  const mayExecute = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  return {
    kind,
    bytes: found.size,
    executable: kind === 'file' && mayExecute,
    setId: (found.mode & 0o6000) !== 0,
  };
};

const readPart = async (path: string, offset: number, bytes: number): Promise<Uint8Array> => {
  await using file = await open(path, 'r');
  const part = new Uint8Array(Math.min(bytes, Math.max(0, (await file.stat()).size - offset)));
  let filled = 0;
  while (filled < part.length) {
    const { bytesRead } = await file.read(part, filled, part.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return part.subarray(0, filled);
};

/**
 * `rename(2)` replaces an existing file without a word, so a file is moved as a second link and
 * the removal of the first. A folder cannot replace a folder that has content.
 */
const move = async (from: string, to: string): Promise<void> => {
  if ((await lstat(from)).isDirectory()) {
    await rename(from, to);
    return;
  }
  try {
    await link(from, to);
  } catch (error) {
    // File systems without hard links (vfat, some network and container mounts).
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(error) ?? '')) throw error;
    const there = await lstat(to).catch(() => undefined);
    if (there !== undefined) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' });
    await rename(from, to);
    return;
  }
  await unlink(from);
};

const remove = async (path: string): Promise<void> => {
  const whole = resolve(path);
  if (dirname(dirname(whole)) === dirname(whole))
    throw new Error(`Internal error: refused to remove '${whole}', so near to the root`);
  await rm(whole, { recursive: true, force: true });
};

const freeBytes = async (path: string): Promise<number> => {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return freeBytes(dirname(path));
  }
};
