import { parseMountInfo, type Mount } from '../../model/mount-info.ts';
import { isOwnName, isPlainPath, lastPart, withoutLastPart } from '../../model/own-names.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import type { Files } from '../../ports/files.ts';
import type { Look, Remains } from '../../ports/left-changes.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';
import { createCall } from './call.ts';
import { detachFrom, findDevicesOver } from './loop-device.ts';
import { undoMount } from './mount.ts';
import { removeFolder } from './own-folder.ts';
import { findUnsizedDevices, readZramBytes, removeZramDevice } from './zram-device.ts';

/** What is left of volumes is looked for, and undone, through these. */
export interface LeftVolumePorts {
  readonly files: Files;
  readonly controlFiles: ControlFiles;
  readonly processes: ProcessRunner;
  readonly clock: Clock;
  /** Told what could be undone only by force. */
  readonly warn: (message: string) => void;
}

/** Looks for what is left of volumes, kind by kind. */
export interface LeftVolumes {
  readonly mount: Look<'mount'>;
  readonly loopDevice: Look<'loop-device'>;
  readonly zramDevice: Look<'zram-device'>;
  readonly zramDeviceComing: Look<'zram-device-coming'>;
  readonly folder: Look<'volume-folder'>;
}

const gone: Remains = { state: 'gone' };
const untouched = (problem: string): Remains => ({ state: 'untouched', problem });

/** Names in the folder of a volume; the first has a random end. */
const isPrivate = (name: string): boolean => /^private-[0-9A-Za-z-]+$/.test(name);
const mountPoints: readonly string[] = ['memory', 'volume'];
const blocksFile = 'blocks';

/** Whether a path is what a volume makes in the folder of its own, e.g. `.../emulate-1/private-2/volume`. */
const isInVolume = (path: string): boolean => {
  const folder = withoutLastPart(path);
  return isPrivate(lastPart(folder)) && isOwnName(lastPart(withoutLastPart(folder)));
};

/** Where a volume's blocks are: in its folder, or in the memory that is mounted there. */
const isBlocksFile = (path: string): boolean =>
  isPlainPath(path) &&
  lastPart(path) === blocksFile &&
  (isInVolume(path) ||
    (lastPart(withoutLastPart(path)) === 'memory' && isInVolume(withoutLastPart(path))));

/** What {@link mountMemory} and {@link mountDevice} mount, and nothing else. */
const isOwnMount = ({ filesystem, source }: Mount, name: string): boolean =>
  name === 'memory'
    ? filesystem === 'tmpfs' && source === 'emulate'
    : ['ext4', 'xfs'].includes(filesystem) && /^\/dev\/(loop|zram)\d+$/.test(source);

const memoryToWrite = 2 ** 30;

/** Looks through the ports of this machine. */
export const lookForVolumes = (ports: LeftVolumePorts): LeftVolumes => {
  const { files, controlFiles, processes } = ports;
  const callToUndo = createCall(processes, memoryToWrite);
  const tools = { ...ports, callToUndo };

  const mountsAt = async (path: string): Promise<readonly Mount[] | undefined> => {
    const table = await controlFiles.read('/proc/self/mountinfo');
    return table.ok && table.value !== undefined
      ? parseMountInfo(table.value).filter((each) => each.path === path)
      : undefined;
  };

  /** Whether a folder is there under its own name, not by way of a link. */
  const isReal = async (path: string): Promise<boolean> =>
    (await controlFiles.resolve(path)) === path;

  /** What does not belong into the folder of a volume; the first of it. */
  const findStranger = async (folder: string): Promise<string | undefined> => {
    for (const name of (await controlFiles.list(folder)) ?? []) {
      const inside = `${folder}/${name}`;
      if (!isPrivate(name) || !(await isReal(inside))) return inside;
      for (const part of (await controlFiles.list(inside)) ?? []) {
        const path = `${inside}/${part}`;
        if (part === blocksFile && (await files.stat(path))?.kind === 'file') continue;
        if (!mountPoints.includes(part) || !(await isReal(path))) return path;
        const [stranger] = (await controlFiles.list(path)) ?? [];
        // What is mounted there has content; it is not deleted through the mount.
        if (stranger !== undefined && (await mountsAt(path))?.length === 0)
          return `${path}/${stranger}`;
      }
    }
    return undefined;
  };

  return {
    mount: async ({ path }) => {
      const name = lastPart(path);
      if (!isPlainPath(path) || !mountPoints.includes(name) || !isInVolume(path))
        return untouched(`'${path}' is no place where this program mounts anything`);
      const mounts = await mountsAt(path);
      if (mounts === undefined) return untouched('the table of mounts cannot be read');
      if (mounts.length === 0) return gone;
      const other = mounts.find((each) => !isOwnMount(each, name));
      return other === undefined
        ? { state: 'there', undo: () => undoMount(path, tools) }
        : untouched(`'${other.source}' (${other.filesystem}) is mounted at '${path}'`);
    },

    loopDevice: async ({ file }) => {
      if (!isBlocksFile(file))
        return untouched(`'${file}' is no file that holds a volume's blocks`);
      const names = await findDevicesOver(file, controlFiles);
      if (names === undefined) return untouched('/sys/block cannot be listed');
      if (names.length === 0) return gone;
      const detail = names.map((each) => `/dev/${each}`).join(', ');
      return { state: 'there', detail, undo: () => detachFrom(file, tools) };
    },

    zramDevice: async ({ path, bytes }) => {
      const name = /^\/dev\/(zram\d+)$/.exec(path)?.[1];
      if (name === undefined) return untouched(`'${path}' is no zram device`);
      const found = await readZramBytes(name, controlFiles);
      // Numbers are given again. A device of another size is somebody else's, and ours is gone.
      return found === bytes || found === 0
        ? { state: 'there', undo: () => removeZramDevice(name, ports) }
        : gone;
    },

    zramDeviceComing: async ({ others }) => {
      const [name, second] = await findUnsizedDevices(others, controlFiles);
      if (name === undefined) return gone;
      return second === undefined
        ? { state: 'there', detail: `/dev/${name}`, undo: () => removeZramDevice(name, ports) }
        : untouched(
            `/dev/${name} and /dev/${second} have no size and came since: which of them this program added cannot be told`,
          );
    },

    folder: async ({ path }) => {
      if (!isPlainPath(path) || !isOwnName(lastPart(path)))
        return untouched(`'${path}' is no folder of a volume`);
      const place = await controlFiles.resolve(path);
      if (place === undefined) return gone;
      if (place !== path) return untouched(`'${path}' leads by a link to '${place}'`);
      const stranger = await findStranger(path);
      return stranger === undefined
        ? { state: 'there', undo: () => removeFolder(path, { files, controlFiles }) }
        : untouched(`'${stranger}' is in it, which this program did not make`);
    },
  };
};
