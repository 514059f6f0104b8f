import type { Miss } from '../../model/failure.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { describeQuantity, type Bytes } from '../../model/units.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import type { Files } from '../../ports/files.ts';
import type { HostProbe } from '../../ports/host-probe.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';
import { createCall } from './call.ts';
import { findFreeLoop } from './commands.ts';
import { findMissingPrograms } from './programs.ts';
import { volumeBytes } from './size.ts';
import { backingOf, filesystemOf, type VolumePorts, type VolumeRequest } from './volume.ts';
import { zramControl } from './zram-device.ts';

/** For the programs that run beside a volume in memory, by experience. */
const marginBytes: Bytes = 256 * 2 ** 20;

const instead = "or leave 'volume' out of the profile";

/** What this host lacks for a volume; empty when it can be made. Changes nothing. */
export const checkVolume = async (
  { constraint, model, room = 0, parent }: VolumeRequest,
  { processes, files, controlFiles, probe }: VolumePorts,
): Promise<readonly Miss[]> => {
  const backing = backingOf(constraint);
  const filesystem = filesystemOf(constraint);
  const bytes = volumeBytes(filesystem, model.bytes + room);
  const rights = await checkRights(controlFiles);
  const programs = await findMissingPrograms(backing, filesystem, processes);
  // Without rights or programs the question for a device has no answer of its own.
  const devices =
    rights.length + programs.length > 0
      ? []
      : backing === 'zram'
        ? await checkZram(controlFiles)
        : await checkLoop(processes);
  const space =
    backing === 'file' ? await checkDisk(bytes, parent, files) : await checkMemory(bytes, probe);
  return [...rights, ...programs, ...devices, ...space];
};

/** CAP_SYS_ADMIN, see capabilities(7). */
const sysAdmin = 21n;

const checkRights = async (controlFiles: ControlFiles): Promise<readonly Miss[]> => {
  const status = await controlFiles.read('/proc/self/status');
  const set = /^CapEff:\s*([0-9a-f]+)$/m.exec(status.ok ? (status.value ?? '') : '')?.[1];
  if (set === undefined || ((BigInt(`0x${set}`) >> sysAdmin) & 1n) === 1n) return [];
  return [
    {
      what: 'the right to make and mount a volume: expected CAP_SYS_ADMIN, which root has, got a process without it',
      remedy: `run with sudo, ${instead}`,
    },
  ];
};

const checkLoop = async (processes: ProcessRunner): Promise<readonly Miss[]> => {
  const free = await createCall(processes, 0)(findFreeLoop);
  return free.ok
    ? []
    : [
        {
          what: `a free loop device for the volume: ${renderFailure(free.failure).message}`,
          remedy: `load the kernel's module with 'modprobe loop'; in a container, pass in /dev/loop-control and loop devices (Docker: --privileged); ${instead}`,
        },
      ];
};

const checkZram = async (controlFiles: ControlFiles): Promise<readonly Miss[]> => {
  const miss = (problem: string, remedy: string): readonly Miss[] => [
    {
      what: `a zram device for the volume: ${problem}`,
      remedy: `${remedy}, choose another volume.backing, ${instead}`,
    },
  ];
  const control = await controlFiles.list(zramControl);
  if (control?.includes('hot_add') !== true)
    return miss(
      `expected '${zramControl}/hot_add', got no such file`,
      "load the kernel's module with 'modprobe zram'",
    );
  return (await controlFiles.isWritable(`${zramControl}/hot_remove`))
    ? []
    : miss(
        `expected to write '${zramControl}/hot_remove', got a file that is read-only here`,
        'run on the host itself, not in a container',
      );
};

const size = (bytes: Bytes): string => describeQuantity('bytes', bytes);

const checkMemory = async (
  bytes: Bytes,
  probe: Pick<HostProbe, 'memory'>,
): Promise<readonly Miss[]> => {
  const room = await probe.memory();
  const need = bytes + marginBytes;
  if (room === undefined || room.availableBytes >= need) return [];
  const { availableBytes, group } = room;
  const where =
    group === undefined
      ? 'on this machine'
      : `in the control group '${group.path}', which is limited to ${size(group.limitBytes)}`;
  return [
    {
      what: `memory for the volume: expected ${size(need)} (${size(bytes)} for the volume and ${size(marginBytes)} for programs), got ${size(availableBytes)} ${where}; ${size(need - availableBytes)} are missing`,
      remedy: `end other programs, set volume.backing to 'file', or use a smaller model`,
    },
  ];
};

const checkDisk = async (bytes: Bytes, parent: string, files: Files): Promise<readonly Miss[]> => {
  const free = await files.freeBytes(parent);
  if (!free.ok)
    return [
      {
        what: `disk space for the volume: ${renderFailure(free.failure).message}`,
        remedy: `choose another folder with XDG_STATE_HOME, ${instead}`,
      },
    ];
  return free.value >= bytes
    ? []
    : [
        {
          what: `disk space for the volume: expected ${size(bytes)}, got ${size(free.value)} in '${parent}'; ${size(bytes - free.value)} are missing`,
          remedy: `free some, choose a folder on another disk with XDG_STATE_HOME, or set volume.backing to 'ram'`,
        },
      ];
};
