import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlockDevices } from '../../../src/ports/block-devices.ts';
import { createBlockDevices, type DeviceNumbers } from '../../../src/system/block-devices.ts';
import { createControlFiles } from '../../../src/system/control-files.ts';
import { createFakeJournal } from '../../support/fakes/journal.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

/** A device of the machine: where it is in sysfs, and files in its folder besides `dev` and `uevent`. */
interface Device {
  readonly id: string;
  readonly folder: string;
  readonly name?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Folders of what it consists of. */
  readonly slaves?: readonly string[];
}

const pci = 'sys/devices/pci0000:00/0000:00:1f.2';
const virtual = 'sys/devices/virtual/block';
const stat = '10 0 16 0 5 0 8 0 0 0 0';
const partition = (of: string, id: string, name: string): Device => ({
  id,
  folder: `${of}/${name}`,
  files: { partition: '1' },
});

const devices: readonly Device[] = [
  { id: '8:0', folder: `${pci}/block/sda`, files: { stat } },
  partition(`${pci}/block/sda`, '8:1', 'sda1'),
  partition(`${pci}/block/sda`, '8:2', 'sda2'),
  { id: '8:16', folder: `${pci}/block/sdb` },
  { id: '259:0', folder: `${pci}/nvme/nvme0/nvme0n1` },
  partition(`${pci}/nvme/nvme0/nvme0n1`, '259:300', 'nvme0n1p3'),
  { id: '104:0', folder: `${pci}/block/cciss!c0d0`, name: 'cciss/c0d0' },
  { id: '253:0', folder: `${virtual}/dm-0`, slaves: [`${pci}/block/sda/sda2`] },
  { id: '253:1', folder: `${virtual}/dm-1`, slaves: [`${virtual}/dm-0`, `${virtual}/md0`] },
  {
    id: '9:0',
    folder: `${virtual}/md0`,
    slaves: [`${pci}/block/sda/sda1`, `${pci}/block/sdb`],
  },
  { id: '253:9', folder: `${virtual}/zram0`, slaves: [] },
  { id: '7:0', folder: `${virtual}/loop0`, files: { 'loop/backing_file': '/data/image' } },
  { id: '7:1', folder: `${virtual}/loop1`, files: { 'loop/backing_file': '/dev/shm/image' } },
  { id: '7:2', folder: `${virtual}/loop2`, files: { 'loop/backing_file': '/dev/sda2' } },
  { id: '7:3', folder: `${virtual}/loop3`, files: { 'loop/backing_file': '/gone (deleted)' } },
  partition(`${virtual}/loop1`, '259:1', 'loop1p1'),
];

const mounts = [
  '27 1 8:1 / / rw - ext4 /dev/sda1 rw',
  '28 27 0:25 / /dev/shm rw - tmpfs tmpfs rw',
  '29 27 0:40 / /btrfs rw - btrfs /dev/sda2 rw',
  '30 27 0:41 / /striped rw - btrfs /dev/sdb rw',
  '31 27 0:42 / /lost rw - btrfs /dev/root rw',
  '32 27 0:43 / /overlay rw - overlay overlay rw',
  '33 27 0:44 / /tank rw - zfs tank rw',
  '34 27 0:45 / /new rw - newfs none rw',
  '35 27 8:16 / /ntfs rw - fuseblk /dev/sdb rw',
  '36 27 259:300 / /data rw - xfs /dev/nvme0n1p3 rw',
];

/** dev_t of `major:minor`, for majors below 4096. */
const number = (id: string): bigint => {
  const [major = 0n, minor = 0n] = id.split(':').map(BigInt);
  return (major << 8n) | (minor & 0xffn) | ((minor & 0xffffff00n) << 12n);
};

/** Files and the device that each is on. */
const places: Readonly<Record<string, string>> = {
  '/model.gguf': '8:1',
  '/data/model.gguf': '259:300',
  '/data/image': '259:300',
  '/dev/shm/image': '0:25',
  '/dev/shm/model.gguf': '0:25',
  '/btrfs/model.gguf': '0:46',
  '/striped/model.gguf': '0:47',
  '/lost/model.gguf': '0:48',
  '/overlay/model.gguf': '0:43',
  '/tank/model.gguf': '0:44',
  '/new/model.gguf': '0:45',
  '/ntfs/model.gguf': '8:16',
  '/hidden/model.gguf': '11:0',
};
const nodes: Readonly<Record<string, string>> = { '/dev/sda2': '8:2', '/dev/sdb': '8:16' };

const numbersOf = (path: string): Promise<DeviceNumbers> => {
  const node = nodes[path];
  if (node !== undefined) return Promise.resolve({ on: number('0:6'), of: number(node) });
  // A model on the device of that number, e.g. '/on/253:1'.
  const on = path.startsWith('/on/') ? path.slice('/on/'.length) : places[path];
  return on === undefined
    ? Promise.reject(Object.assign(new Error('ENOENT'), { code: 'ENOENT' }))
    : Promise.resolve({ on: number(on), of: undefined });
};

const disk = (id: string, name: string) => ({ id, path: `/dev/${name}` });
const sda = disk('8:0', 'sda');

describe('createBlockDevices', () => {
  let folder: TemporaryFolder;
  let blockDevices: BlockDevices;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    const put = async (path: string, text: string): Promise<void> => {
      await mkdir(dirname(join(folder.path, path)), { recursive: true });
      await writeFile(join(folder.path, path), `${text}\n`);
    };
    const link = async (from: string, to: string): Promise<void> => {
      await mkdir(dirname(join(folder.path, from)), { recursive: true });
      await symlink(relative(dirname(from), to), join(folder.path, from));
    };
    for (const { id, folder: at, name, files = {}, slaves } of devices) {
      await put(`${at}/dev`, id);
      await put(`${at}/uevent`, `MAJOR=1\nDEVNAME=${name ?? at.split('/').at(-1) ?? ''}`);
      for (const [file, text] of Object.entries(files)) await put(`${at}/${file}`, text);
      await link(`sys/dev/block/${id}`, at);
      if (slaves === undefined) continue;
      await mkdir(join(folder.path, at, 'slaves'));
      for (const slave of slaves)
        await link(`${at}/slaves/${slave.split('/').at(-1) ?? ''}`, slave);
    }
    await put('proc/self/mountinfo', mounts.join('\n'));
    blockDevices = createBlockDevices({
      controlFiles: createControlFiles(),
      journal: createFakeJournal(),
      root: folder.path,
      numbersOf,
    });
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  it.each([
    ['a partition', '/model.gguf', sda, [sda], 'ext4'],
    ['a partition of an NVMe disk', '/data/model.gguf', disk('259:0', 'nvme0n1'), undefined, 'xfs'],
    ['a whole disk with a slash in its name', '/on/104:0', disk('104:0', 'cciss/c0d0')],
    ['a dm device on a partition', '/on/253:0', disk('253:0', 'dm-0'), [sda]],
    ['a RAID', '/on/9:0', disk('9:0', 'md0'), [sda, disk('8:16', 'sdb')]],
    ['a dm device on others', '/on/253:1', disk('253:1', 'dm-1'), [sda, disk('8:16', 'sdb')]],
    ['zram', '/on/253:9', disk('253:9', 'zram0')],
    ['a loop device over a file', '/on/7:0', disk('7:0', 'loop0'), [disk('259:0', 'nvme0n1')]],
    ['a loop device over a file in memory', '/on/7:1', disk('7:1', 'loop1')],
    ['a partition of a loop device', '/on/259:1', disk('7:1', 'loop1')],
    ['a loop device over a partition', '/on/7:2', disk('7:2', 'loop2'), [sda]],
    ['a loop device over a deleted file', '/on/7:3', disk('7:3', 'loop3')],
    ['a btrfs on one partition', '/btrfs/model.gguf', sda, [sda], 'btrfs'],
  ])('finds the disk below %s', async (_, path, device, disks = [device], filesystem = 'ext4') => {
    expect(await blockDevices.ofFile(path)).toEqual({
      ok: true,
      value: { device, disks, filesystem },
    });
  });

  it.each([
    ['an overlay', '/overlay/model.gguf', "got 'overlay': an overlay shows the files of other"],
    ['memory', '/dev/shm/model.gguf', "got 'tmpfs': its files are in memory"],
    ['ZFS', '/tank/model.gguf', "got 'zfs': ZFS reads with threads"],
    ['what no one has heard of', '/new/model.gguf', "got 'newfs': it is on no block device"],
    ['FUSE on a disk', '/ntfs/model.gguf', "got 'fuseblk': another process reads"],
    [
      'a btrfs with an unknown source',
      '/lost/model.gguf',
      "its source '/dev/root' is no block device",
    ],
    ['a device that sysfs hides', '/hidden/model.gguf', 'its device 11:0 is not in /sys/dev/block'],
  ])('says why no cap can act on %s', async (_, path, why) => {
    const found = await blockDevices.ofFile(path);
    expect(found).toMatchObject({
      failure: {
        reason: 'missing-requirements',
        misses: [
          {
            what: expect.stringContaining(why) as string,
            remedy: expect.stringContaining("'volume: {}'") as string,
          },
        ],
      },
    });
  });

  it('says that a btrfs of several devices cannot be capped', async () => {
    const members = join(folder.path, 'sys/fs/btrfs/0b5e/devices');
    await mkdir(members, { recursive: true });
    // The name of a device is that of its node, without links; a file stands for it here.
    const node = join(folder.path, 'sdb');
    await writeFile(node, '');
    for (const name of ['sdb', 'sdc']) await writeFile(join(members, name), '');
    await writeFile(
      join(folder.path, 'proc/self/mountinfo'),
      `30 27 0:41 / /striped rw - btrfs ${node} rw\n`,
    );
    expect(await blockDevices.ofFile('/striped/model.gguf')).toMatchObject({
      failure: {
        misses: [{ what: expect.stringContaining('spread over 2 devices') as string }],
      },
    });
  });

  it('says that a file is not there', async () => {
    expect(await blockDevices.ofFile('/nothing')).toMatchObject({
      failure: { reason: 'file-failed', path: '/nothing', operation: 'find the device of' },
    });
  });

  it('counts what a disk has done, until it vanishes', async () => {
    expect(await blockDevices.counters(sda)).toEqual({
      readBytes: 8192,
      readOperations: 10,
      writtenBytes: 4096,
    });
    expect(await blockDevices.counters(disk('8:99', 'sdx'))).toBeUndefined();
  });
});
