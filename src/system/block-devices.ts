import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { parseMountInfo, type Mount } from '../model/mount-info.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { BlockDevice } from '../model/scope.ts';
import type { BlockDevices, DeviceChain } from '../ports/block-devices.ts';
import type { ControlFiles } from '../ports/control-files.ts';
import type { Journal } from '../ports/journal.ts';
import { parseDeviceCounters } from './device-counters.ts';
import { isAnonymous, renderDeviceNumber } from './device-number.ts';
import { attempt } from './file-problem.ts';
import { findMount } from './find-mount.ts';
import { noDevice, whyNoCap } from './no-device.ts';
import { createReadAhead } from './read-ahead.ts';
import { createSysBlock, deviceFolder, type Disk } from './sys-block.ts';

/** Device numbers of a file as stat(2) gives them: of its file system, and of a device node itself. */
export interface DeviceNumbers {
  readonly on: bigint;
  /** Undefined for what is no block device's node. */
  readonly of: bigint | undefined;
}

/** What block devices are reached through. */
export interface BlockDevicesOptions {
  readonly controlFiles: ControlFiles;
  readonly journal: Journal;
  /** The folder that holds `proc` and `sys`. */
  readonly root?: string;
  /** Rejects where nothing is. */
  readonly numbersOf?: (path: string) => Promise<DeviceNumbers>;
}

/** More layers than anyone builds: a circle ends here. */
const mostLayers = 16;

/** Block devices, through sysfs and the table of mounts. */
export const createBlockDevices = ({
  controlFiles,
  journal,
  root = '/',
  numbersOf = readNumbers,
}: BlockDevicesOptions): BlockDevices => {
  const sysBlock = createSysBlock(controlFiles, root);

  const mountOf = async (path: string, device: string): Promise<Mount | undefined> => {
    const table = await controlFiles.read(join(root, 'proc/self/mountinfo'));
    const whole = (await controlFiles.resolve(path)) ?? path;
    return findMount(parseMountInfo((table.ok ? table.value : undefined) ?? ''), whole, device);
  };

  /** The disk that a node such as `/dev/sda2` stands for. */
  const nodeOf = async (path: string): Promise<Disk | undefined> => {
    const numbers = path.startsWith('/') ? await numbersOf(path).catch(() => undefined) : undefined;
    return numbers?.of === undefined ? undefined : sysBlock.diskOf(renderDeviceNumber(numbers.of));
  };

  /** How many devices a btrfs consists of, of which its source names one. */
  const membersOfBtrfs = async (source: string): Promise<number> => {
    const all = join(root, 'sys/fs/btrfs');
    const name = (await controlFiles.resolve(source))?.split('/').at(-1) ?? '';
    for (const id of (await controlFiles.list(all)) ?? []) {
      const members = (await controlFiles.list(join(all, id, 'devices'))) ?? [];
      if (members.includes(name)) return members.length;
    }
    return 1;
  };

  const diskOf = async (
    path: string,
  ): Promise<Result<Disk & Pick<Mount, 'filesystem'>, Failure>> => {
    const numbers = await attempt(path, 'find the device of', () => numbersOf(path));
    if (!numbers.ok) return numbers;
    const id = renderDeviceNumber(numbers.value.on);
    const mount = await mountOf(path, id);
    const filesystem = mount?.filesystem ?? 'unknown';
    const none = (why: string) => failed(noDevice(path, filesystem, why));

    const never = whyNoCap(filesystem);
    if (never !== undefined) return none(never);
    if (!isAnonymous(id)) {
      const disk = await sysBlock.diskOf(id);
      if (disk !== undefined) return success({ ...disk, filesystem });
      return none(`its device ${id} is not in /sys/dev/block, which containers may hide`);
    }
    if (mount === undefined || filesystem !== 'btrfs')
      return none('it is on no block device of this machine');
    const members = await membersOfBtrfs(mount.source);
    if (members > 1) return none(`it is spread over ${members} devices, and a cap acts on one`);
    // Its files have an anonymous number, although it is on a device.
    const disk = await nodeOf(mount.source);
    return disk === undefined
      ? none(`its source '${mount.source}' is no block device here`)
      : success({ ...disk, filesystem });
  };

  /** The disk below a loop device: of the device that it shows, or of the file; undefined for a file in memory. */
  const behind = async (path: string): Promise<Disk | undefined> => {
    const device = await nodeOf(path);
    if (device !== undefined) return device;
    const disk = await diskOf(path);
    return disk.ok ? disk.value : undefined;
  };

  /** The disks at the bottom of a device: itself where nothing is below it. */
  const below = async (disk: Disk, layers = 0): Promise<readonly Disk[]> => {
    if (layers === mostLayers) return [disk];
    const backing = await sysBlock.backingFileOf(disk);
    const file = backing === undefined ? undefined : await behind(backing);
    const parts = file === undefined ? await sysBlock.partsOf(disk) : [file];
    const disks = await Promise.all(parts.map((part) => below(part, layers + 1)));
    return parts.length === 0 ? [disk] : disks.flat();
  };

  return {
    ofFile: async (path) => {
      const found = await diskOf(path);
      if (!found.ok) return found;
      const disks = await below(found.value);
      const chain: DeviceChain = {
        device: plain(found.value),
        disks: [...new Map(disks.map((disk) => [disk.id, plain(disk)])).values()],
        filesystem: found.value.filesystem,
      };
      return success(chain);
    },

    counters: async ({ id }) => {
      const text = await controlFiles.read(join(deviceFolder(root, id), 'stat'));
      return text.ok && text.value !== undefined ? parseDeviceCounters(text.value) : undefined;
    },

    ...createReadAhead({ controlFiles, journal, root }),
  };
};

const plain = ({ id, path }: BlockDevice): BlockDevice => ({ id, path });

const readNumbers = async (path: string): Promise<DeviceNumbers> => {
  const found = await stat(path, { bigint: true });
  return { on: found.dev, of: found.isBlockDevice() ? found.rdev : undefined };
};
