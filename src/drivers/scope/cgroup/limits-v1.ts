import type { ScopeLimits } from '../../../model/scope.ts';
import { normalCpuList } from '../../../model/cpu-list.ts';
import type { CgroupFolders } from './folders.ts';
import { wholePages, wholeRate } from '../../../model/scope-limits.ts';
import { lineOfDevice, type LimitSetting } from './limit-setting.ts';

/**
 * The second limit is on memory and swap together, and may not be below the first: the order of
 * writing matters. Documentation/admin-guide/cgroup-v1/memory.rst, "Memory and Swap".
 */
const memorySettings = (
  folder: string | undefined,
  { memoryMax, swapMax }: ScopeLimits,
): readonly LimitSetting[] => {
  if (folder === undefined || memoryMax === undefined) return [];
  const read = (content: string): string => content.trim();
  const memory = String(memoryMax);
  const limit: LimitSetting = {
    path: `${folder}/memory.limit_in_bytes`,
    text: memory,
    expected: memory,
    read,
    applied: { 'memory.max': memoryMax },
  };
  if (swapMax === undefined) return [limit];
  const swap = wholePages(swapMax);
  const both = String(memoryMax + swap);
  return [
    limit,
    {
      path: `${folder}/memory.memsw.limit_in_bytes`,
      text: both,
      expected: both,
      read,
      applied: { 'memory.swap': swap },
    },
  ];
};

/**
 * 0 is no limit. It is written, too: newer kernels (Linux 6.18 does) count the reads from a device
 * only once something was written here for it.
 */
const ioSettings = (folder: string | undefined, { io }: ScopeLimits): readonly LimitSetting[] => {
  if (folder === undefined || io === undefined) return [];
  const { device, readBandwidth, readIops } = io;
  const setting = (file: string, parameter: string, rate: number | undefined): LimitSetting => {
    const value = rate === undefined ? 0 : wholeRate(rate);
    return {
      path: `${folder}/blkio.throttle.${file}`,
      text: `${device.id} ${value}`,
      expected: String(value),
      read: (content) => lineOfDevice(content, device.id)?.trim() ?? '0',
      applied: rate === undefined ? {} : { [parameter]: value },
    };
  };
  return [
    setting('read_bps_device', 'io.readBandwidth', readBandwidth),
    setting('read_iops_device', 'io.readIops', readIops),
  ];
};

const cpuSettings = (
  folder: string | undefined,
  { cpus }: ScopeLimits,
): readonly LimitSetting[] => {
  if (folder === undefined || cpus === undefined) return [];
  return [
    {
      path: `${folder}/cpuset.cpus`,
      text: cpus,
      expected: normalCpuList(cpus),
      read: normalCpuList,
      applied: {},
    },
  ];
};

/** Limits in the hierarchies of version 1: those of the folders that are there. */
export const limitSettingsVersion1 = (
  { memory, io, cpu }: CgroupFolders,
  limits: ScopeLimits,
): readonly LimitSetting[] => [
  ...memorySettings(memory, limits),
  ...ioSettings(io, limits),
  ...cpuSettings(cpu, limits),
];
