import { dirname, join } from 'node:path';
import type { BlockDevice } from '../model/scope.ts';
import type { ControlFiles } from '../ports/control-files.ts';

/** A whole disk: as the kernel names it, and its folder in sysfs, without links. */
export interface Disk extends BlockDevice {
  readonly folder: string;
}

/** Block devices as sysfs shows them, see the kernel's Documentation/ABI/stable/sysfs-block. */
export interface SysBlock {
  /** The whole disk of a device that may be a partition; undefined when there is none. */
  diskOf(id: string): Promise<Disk | undefined>;
  /** Disks of which a device consists (dm, md, bcache); none for any other. */
  partsOf(disk: Disk): Promise<readonly Disk[]>;
  /** The file behind a loop device; undefined for any other, and when that file is deleted. */
  backingFileOf(disk: Disk): Promise<string | undefined>;
}

/** The folder of a device, partition or not. */
export const deviceFolder = (root: string, id: string): string => join(root, 'sys/dev/block', id);

/** Looks at the sysfs below `root`. */
export const createSysBlock = (files: ControlFiles, root: string): SysBlock => {
  const read = async (path: string): Promise<string | undefined> => {
    const text = await files.read(path);
    return text.ok ? text.value : undefined;
  };

  const diskIn = async (folder: string): Promise<Disk | undefined> => {
    const isPartition = (await read(join(folder, 'partition'))) !== undefined;
    const whole = isPartition ? dirname(folder) : folder;
    const id = await read(join(whole, 'dev'));
    const uevent = await read(join(whole, 'uevent'));
    const name = /^DEVNAME=(.+)$/m.exec(uevent ?? '')?.[1];
    return id === undefined || name === undefined
      ? undefined
      : { id, path: `/dev/${name}`, folder: whole };
  };

  const diskAt = async (link: string): Promise<Disk | undefined> => {
    const folder = await files.resolve(link);
    return folder === undefined ? undefined : diskIn(folder);
  };

  return {
    diskOf: (id) => diskAt(deviceFolder(root, id)),
    partsOf: async ({ folder }) => {
      const slaves = join(folder, 'slaves');
      const names = (await files.list(slaves)) ?? [];
      const disks = await Promise.all(names.map((name) => diskAt(join(slaves, name))));
      return disks.flatMap((disk) => (disk === undefined ? [] : [disk]));
    },
    backingFileOf: async ({ folder }) => {
      const path = await read(join(folder, 'loop/backing_file'));
      return path === undefined || path.endsWith(' (deleted)') ? undefined : path;
    },
  };
};
