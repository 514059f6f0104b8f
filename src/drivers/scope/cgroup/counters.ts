import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { Bytes } from '../../../model/units.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import type { ScopeCounters } from '../../../ports/scope.ts';
import { blkioReads, ioStat, keyedNumber, pressureNs, wholeNumber } from './counter-text.ts';
import { allFolders, type CgroupFolders } from './folders.ts';

/** What counters are read of, and how. */
export interface CountersRequest {
  readonly folders: CgroupFolders;
  /** `major:minor` of the device whose reads are counted; all when absent. */
  readonly device: string | undefined;
  readonly pageBytes: Bytes;
}

/** Content of a file in a folder; undefined where either is not there or the kernel refuses to tell. */
type Read = (folder: string | undefined, name: string) => Promise<string | undefined>;

type Counters = { readonly [Key in keyof ScopeCounters]: ScopeCounters[Key] | undefined };

const times = (count: number | undefined, unit: number): number | undefined =>
  count === undefined ? undefined : count * unit;

/** Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files" and "IO Interface Files". */
const readVersion2 = async (
  read: Read,
  { folders: { memory, io }, device, pageBytes }: CountersRequest,
): Promise<Counters> => {
  const [current, peak, stat, swap, events, ioContent] = await Promise.all([
    read(memory, 'memory.current'),
    read(memory, 'memory.peak'),
    read(memory, 'memory.stat'),
    read(memory, 'memory.swap.current'),
    read(memory, 'memory.events'),
    read(io, 'io.stat'),
  ]);
  return {
    memoryBytes: wholeNumber(current),
    memoryPeakBytes: wholeNumber(peak),
    anonymousBytes: keyedNumber(stat, 'anon'),
    fileBytes: keyedNumber(stat, 'file'),
    mappedFileBytes: keyedNumber(stat, 'file_mapped'),
    swapBytes: wholeNumber(swap),
    limitHits: keyedNumber(events, 'max'),
    oomKills: keyedNumber(events, 'oom_kill'),
    refaultedBytes: times(keyedNumber(stat, 'workingset_refault_file'), pageBytes),
    majorFaults: keyedNumber(stat, 'pgmajfault'),
    readBytes: ioStat(ioContent, device, 'rbytes'),
    readOperations: ioStat(ioContent, device, 'rios'),
  };
};

/**
 * Where memory and swap together have the same limit as memory, that limit is always the one that is
 * met, and newer kernels (Linux 6.18) do not count it: no hits then mean that nothing is known.
 */
const limitHitsVersion1 = async (
  read: Read,
  folder: string | undefined,
): Promise<number | undefined> => {
  const [ofMemory, ofBoth, memory, both] = await Promise.all([
    read(folder, 'memory.failcnt'),
    read(folder, 'memory.memsw.failcnt'),
    read(folder, 'memory.limit_in_bytes'),
    read(folder, 'memory.memsw.limit_in_bytes'),
  ]);
  const hits = wholeNumber(ofMemory);
  if (hits === undefined) return undefined;
  const sum = hits + (wholeNumber(ofBoth) ?? 0);
  return sum === 0 && memory === both ? undefined : sum;
};

/** Documentation/admin-guide/cgroup-v1/memory.rst and blkio-controller.rst; totals include groups below. */
const readVersion1 = async (
  read: Read,
  { folders: { memory, io }, device, pageBytes }: CountersRequest,
): Promise<Counters> => {
  const [usage, peak, stat, hits, oom, bytes, operations] = await Promise.all([
    read(memory, 'memory.usage_in_bytes'),
    read(memory, 'memory.max_usage_in_bytes'),
    read(memory, 'memory.stat'),
    limitHitsVersion1(read, memory),
    read(memory, 'memory.oom_control'),
    read(io, 'blkio.throttle.io_service_bytes'),
    read(io, 'blkio.throttle.io_serviced'),
  ]);
  return {
    memoryBytes: wholeNumber(usage),
    memoryPeakBytes: wholeNumber(peak),
    anonymousBytes: keyedNumber(stat, 'total_rss'),
    fileBytes: keyedNumber(stat, 'total_cache'),
    mappedFileBytes: keyedNumber(stat, 'total_mapped_file'),
    swapBytes: keyedNumber(stat, 'total_swap'),
    limitHits: hits,
    oomKills: keyedNumber(oom, 'oom_kill'),
    refaultedBytes: times(keyedNumber(stat, 'total_workingset_refault_file'), pageBytes),
    majorFaults: keyedNumber(stat, 'total_pgmajfault'),
    readBytes: blkioReads(bytes, device),
    readOperations: blkioReads(operations, device),
  };
};

const present = (counters: Counters): ScopeCounters =>
  Object.fromEntries(Object.entries(counters).filter(([, value]) => value !== undefined));

/** Everything that the kernel counts for a scope; a failure only when the scope is no more. */
export const readCounters = async (
  files: Pick<ControlFiles, 'read'>,
  request: CountersRequest,
): Promise<Result<ScopeCounters, Failure>> => {
  const { folders } = request;
  const read: Read = async (folder, name) => {
    if (folder === undefined) return undefined;
    const result = await files.read(`${folder}/${name}`);
    return result.ok ? result.value : undefined;
  };
  const counters = await (folders.version === 2 ? readVersion2 : readVersion1)(read, request);
  const [memory, io, processes] = await Promise.all([
    read(folders.pressure, 'memory.pressure'),
    read(folders.pressure, 'io.pressure'),
    read(allFolders(folders)[0], 'cgroup.procs'),
  ]);
  if (processes === undefined)
    return failed({
      reason: 'evidence-missing',
      problem: `the control group '${allFolders(folders)[0] ?? ''}' is gone, and its counters with it`,
    });
  return success(
    present({ ...counters, memoryPressureNs: pressureNs(memory), ioPressureNs: pressureNs(io) }),
  );
};
