import type { BackgroundLoad } from '../../model/background/load.ts';
import type { Bytes } from '../../model/units.ts';

/** Ways of fio to give accesses to the kernel. */
export type Engine = 'libaio' | 'io_uring' | 'psync';

/** Name of the file that the load acts on, in the folder that fio runs in. */
export const dataFileName = 'data';

/** How often fio tells how far it is. */
const statusIntervalMs = 500;

/**
 * fio takes `rate` for each job and each direction: of a mixed load a half is reads. Whole bytes, and
 * not 0, which would be no limit.
 */
export const ratesOfJob = ({ pattern, rate, jobs }: BackgroundLoad): readonly number[] => {
  if (rate === undefined) return [];
  const directions = pattern === 'randrw' ? 2 : 1;
  const each = Math.max(1, Math.round(rate / jobs / directions));
  return Array.from({ length: directions }, () => each);
};

/**
 * No path is among the arguments: fio cuts file names at colons, and hands a value with a word such as
 * `$ncpus` in it to a shell. It runs in the folder of its file instead. One process with threads, so
 * that none of its jobs can end without the others.
 */
const common = (bytes: Bytes, seed: number): readonly string[] => [
  '--name=emulate',
  `--filename=${dataFileName}`,
  `--size=${bytes}`,
  '--thread',
  '--direct=1',
  `--randseed=${seed}`,
  '--eta=never',
];

/** What the load acts on besides itself. */
export interface LoadSetting {
  readonly engine: Engine;
  /** Size of the data file. */
  readonly bytes: Bytes;
  /** When fio ends by itself, should nobody end it. */
  readonly limitMs: number;
  /** A whole number from 0 to 2^32 - 1. */
  readonly seed: number;
}

/** Arguments with which fio makes the load until it is told to end. */
export const loadArguments = (load: BackgroundLoad, setting: LoadSetting): readonly string[] => {
  const rates = ratesOfJob(load);
  return [
    ...common(setting.bytes, setting.seed),
    '--allow_file_create=0',
    `--rw=${load.pattern}`,
    `--bs=${load.blockBytes}`,
    `--ioengine=${setting.engine}`,
    `--iodepth=${load.queueDepth}`,
    `--numjobs=${load.jobs}`,
    ...(rates.length === 0 ? [] : [`--rate=${rates.join(',')}`]),
    '--randrepeat=1',
    '--norandommap',
    '--time_based',
    `--runtime=${Math.ceil(setting.limitMs / 1000)}`,
    '--exitall_on_error=1',
    '--group_reporting',
    '--unified_rw_reporting=1',
    '--percentile_list=50:99',
    `--status-interval=${statusIntervalMs}ms`,
    '--output-format=json',
  ];
};

/**
 * Arguments with which fio writes the data file. Really written, for blocks that never were are read
 * without the device; each with other content, for a device that compresses.
 */
export const writingArguments = (bytes: Bytes, seed: number): readonly string[] => [
  ...common(bytes, seed),
  '--rw=write',
  `--bs=${2 ** 20}`,
  '--ioengine=psync',
  '--refill_buffers',
  '--fallocate=none',
  '--end_fsync=1',
];
