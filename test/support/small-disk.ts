import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** A file system of its own with little space; leaving the block removes it. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Leaves so many bytes free, in whole pages. */
  fill(leftBytes: number): Promise<void>;
  /** Gives back what {@link fill} took. */
  empty(): Promise<void>;
  remount(mode: 'ro' | 'rw'): Promise<void>;
}

/** Mounts a tmpfs of 16 MiB; the reason, where that is not allowed. */
export const mountSmallDisk = async (): Promise<SmallDisk | string> => {
  const folder = await makeTemporaryFolder();
  const path = join(folder.path, 'disk');
  await mkdir(path);
  const args = ['-t', 'tmpfs', '-o', 'size=16m,mode=0755', 'emulate-test', path];
  const mounted = await execa('mount', args, { reject: false });
  if (mounted.exitCode !== 0) {
    await folder[Symbol.asyncDispose]();
    return `no tmpfs can be mounted here: ${mounted.stderr}`;
  }
  const filler = join(path, 'filler');
  return {
    path,
    fill: async (leftBytes) => {
      await rm(filler, { force: true });
      const { bavail, bsize } = await statfs(path);
      await writeFile(filler, Buffer.alloc(bavail * bsize - leftBytes));
    },
    empty: () => rm(filler, { force: true }),
    remount: async (mode) => {
      await execa('mount', ['-o', `remount,${mode}`, path]);
    },
    [Symbol.asyncDispose]: async () => {
      await execa('umount', [path]);
      await folder[Symbol.asyncDispose]();
    },
  };
};
