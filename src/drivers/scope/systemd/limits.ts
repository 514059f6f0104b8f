import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { BlockDevice, ScopeLimits } from '../../../model/scope.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import { cappedBySystemd } from './disk-below.ts';
import type { CgroupFolders } from '../cgroup/folders.ts';
import { limitSettings, readBack } from '../cgroup/limits.ts';

/** What systemd really did of what it was asked for. */
export interface AppliedLimits {
  /** By parameter, in counting units. */
  readonly applied: Readonly<Record<string, number>>;
  /** The disk that is capped and counted; absent when none was named. */
  readonly disk?: BlockDevice;
  readonly warnings: readonly string[];
}

const remedy =
  "systemd was asked for it and did not say no; use '--scope cgroup-v2' or '--scope cgroup-v1', which write the kernel's files themselves";

/**
 * From Linux 6.18 on, the counters of version 1 begin only when a cap was written for the device: 0,
 * which is none, is enough. systemd writes nothing where nothing is capped.
 */
const startCounting = async (
  files: ControlFiles,
  folders: CgroupFolders,
  { io }: ScopeLimits,
): Promise<Result<void, Failure>> => {
  if (folders.version === 2 || io === undefined) return success(undefined);
  const { device } = io;
  for (const { path, text } of limitSettings(folders, { io: { device } })) {
    const isCapped = io.readBandwidth !== undefined && path.endsWith('read_bps_device');
    const written = isCapped ? success(undefined) : await files.write(path, text);
    if (!written.ok) return written;
  }
  return success(undefined);
};

/** Reads every limit back from the kernel's files: systemd ends well where it has set none. */
export const readLimitsBack = async (
  files: ControlFiles,
  folders: CgroupFolders,
  limits: ScopeLimits,
): Promise<Result<AppliedLimits, Failure>> => {
  const { io } = limits;
  const disk = io === undefined ? undefined : await cappedBySystemd(files, io.device);
  const real =
    io === undefined || disk === undefined ? limits : { ...limits, io: { ...io, device: disk } };
  const applied = await readBack(files, limitSettings(folders, real));
  if (!applied.ok)
    return applied.failure.reason === 'not-applied'
      ? failed({ ...applied.failure, hint: remedy })
      : applied;
  const counting = await startCounting(files, folders, real);
  if (!counting.ok) return counting;
  const isElsewhere = io !== undefined && disk !== undefined && disk.id !== io.device.id;
  return success({
    applied: applied.value,
    ...(disk === undefined ? {} : { disk }),
    warnings: isElsewhere
      ? [
          `systemd caps and counts '${disk.path}', the disk below '${io.device.path}': other reads of the workload from that disk count, too`,
        ]
      : [],
  });
};
