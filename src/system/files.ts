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
import type { FileIdentity } from '../model/file-identity.ts';
import type { Owner } from '../model/invoking-user.ts';
import type { FileStat, Files } from '../ports/files.ts';
import { attempt, errorCode } from './file-problem.ts';
import { announceTemporary } from './temporaries.ts';
import { checkSealedFolder, sealFolder } from './sealed-folder.ts';
import { checkTemporaryPlace } from './temporary-place.ts';
import { makeFolders } from './make-folders.ts';
import { writeWhole } from './write-whole.ts';

/** Options of {@link createFiles}. */
export interface FilesOptions {
  /** To whom written files are given, by root; its own when undefined. */
  readonly owner?: Owner | undefined;
}

/** The file system, as drivers and workloads see it. */
export const createFiles = ({ owner }: FilesOptions = {}): Files => ({
  stat: describe,
  identity,
  readText: (path) => attempt(path, 'read', () => readFile(path, 'utf8')),
  readBytes: (path, offset, bytes) => attempt(path, 'read', () => readPart(path, offset, bytes)),
  list: (path) => attempt(path, 'list', async () => (await readdir(path)).sort()),
  makeFolder: (path) =>
    attempt(path, 'create the folder', async () => {
      // Whatever the umask is, nobody else may write there.
      await makeFolders(path, 0o755);
    }),
  makeNewFolder: (path) => attempt(path, 'create the folder', () => mkdir(path, 0o700)),
  writeStream: (path, chunks) => attempt(path, 'write', () => writeWhole(path, chunks, owner)),
  move: (from, to) => attempt(to, `move '${from}' to`, () => move(from, to)),
  copy: (from, to) =>
    attempt(to, `copy '${from}' to`, () => copyFile(from, to, constants.COPYFILE_FICLONE)),
  remove: (path) => attempt(path, 'remove', () => remove(path)),
  makeTemporaryFolder: (prefix, asked) => {
    const parent = asked ?? tmpdir();
    return attempt(parent, 'create a temporary folder in', async () => {
      if (asked === undefined) await checkTemporaryPlace(parent);
      const mark = await announceTemporary(parent);
      return mkdtemp(join(parent, mark === undefined ? `${prefix}-` : `${prefix}-${mark}-`));
    });
  },
  seal: (folder) => attempt(folder, 'record the content of', () => sealFolder(folder)),
  checkSeal: (folder, base) => attempt(folder, 'check', () => checkSealedFolder(folder, base)),
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

const identity = async (path: string): Promise<FileIdentity | undefined> => {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) return undefined;
  return {
    device: String(found.dev),
    inode: String(found.ino),
    bytes: Number(found.size),
    modified: exactUtc(found.mtimeNs),
    changed: exactUtc(found.ctimeNs),
  };
};

/** A time in nanoseconds since 1970, with all of them. */
const exactUtc = (ns: bigint): string => {
  const date = new Date(Number(ns / 1_000_000n));
  // A file system may hold any number, such as one of a broken clock.
  if (ns < 0n || Number.isNaN(date.valueOf())) return `${ns} ns since 1970`;
  return `${date.toISOString().slice(0, -1)}${String(ns % 1_000_000n).padStart(6, '0')}Z`;
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
