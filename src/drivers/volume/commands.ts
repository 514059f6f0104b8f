import type { Bytes } from '../../model/units.ts';
import type { Filesystem } from './volume.ts';

/** A program and its arguments. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

const run = (command: string, ...args: readonly string[]): Command => ({ command, args });

/** Nothing on our file systems is a program or a device. */
const harmless = 'nosuid,nodev,noexec,noatime';

/** A file system in memory of at most so many bytes; only what is written takes memory. */
export const mountMemory = (folder: string, bytes: Bytes): Command =>
  run('mount', '-t', 'tmpfs', '-o', `size=${bytes},mode=0700,${harmless}`, 'emulate', folder);

/** A file of holes. */
export const makeSparseFile = (file: string, bytes: Bytes): Command =>
  run('truncate', '-s', String(bytes), file);

/** A file whose blocks are taken from the disk now, also where its file system cannot reserve any. */
export const makeFullFile = (file: string, bytes: Bytes): Command =>
  run('fallocate', '--posix', '--length', String(bytes), file);

/** A free loop device over a file; prints its node. */
export const attachLoop = (file: string, directIo: boolean): Command =>
  run('losetup', '--find', '--show', `--direct-io=${directIo ? 'on' : 'off'}`, file);

/** Prints the node of a free loop device, and fails where there is none. */
export const findFreeLoop: Command = run('losetup', '--find');

/** Detaches a loop device; one in use is detached when its last user lets go, with exit code 0. */
export const detachLoop = (device: string): Command => run('losetup', '--detach', device);

/**
 * A file system that writes nothing by itself later: without a journal, with its tables complete
 * (else the kernel completes them while it is measured). Discarding would give back the blocks
 * that {@link makeFullFile} has taken.
 */
export const makeFilesystem = (filesystem: Filesystem, device: string): Command => {
  switch (filesystem) {
    case 'ext4':
      return run(
        'mkfs.ext4',
        '-q',
        ...['-O', '^has_journal,^resize_inode'],
        ...['-m', '0', '-b', '4096', '-N', '2048'],
        ...['-E', 'nodiscard,lazy_itable_init=0'],
        device,
      );
    case 'xfs':
      return run('mkfs.xfs', '-q', '-K', device);
  }
};

/** Mounts a device. */
export const mountDevice = (
  filesystem: Filesystem,
  device: string,
  folder: string,
  access: 'rw' | 'ro',
): Command => run('mount', '-t', filesystem, '-o', `${access},${harmless}`, device, folder);

/** Unmounts a folder; what was written is on the device then, and nothing of it in the page cache. */
export const unmount = (folder: string): Command => run('umount', folder);

/** Takes a mount out of sight now; the kernel ends it when its last user lets go. */
export const unmountLazily = (folder: string): Command => run('umount', '--lazy', folder);
