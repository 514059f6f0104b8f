import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderDeviceNumber } from '../../../src/system/device-number.ts';
import { CannotRunHere } from '../workshop.ts';

/** A block device, as the kernel counts it. */
export interface Device {
  /** The file with its counters. */
  readonly statPath: string;
}

/** The kernel's Documentation/block/stat.rst counts in sectors of 512 bytes, whatever the device has. */
const sectorBytes = 512;

/** The whole disk that holds a file: caps act on it, and so its counters are looked at. */
export const deviceOf = async (path: string): Promise<Device> => {
  const { dev } = await stat(path, { bigint: true });
  const link = join('/sys/dev/block', renderDeviceNumber(dev));
  if (!existsSync(link))
    throw new CannotRunHere(
      `the cache folder, ${dirname(path)}, is on no block device that /sys/dev/block shows (a file system in memory, an overlay, btrfs?); ` +
        'put it on a disk with XDG_CACHE_HOME',
    );
  const folder = realpathSync(link);
  const isPartition = existsSync(join(folder, 'partition'));
  return { statPath: join(isPartition ? dirname(folder) : folder, 'stat') };
};

/** What has been read from a device up to a moment, by anybody. */
export interface Reads {
  /** By the clock on the wall. */
  readonly atMs: number;
  readonly bytes: number;
  readonly operations: number;
}

/** Looks at a device's counters. */
export const countReads = ({ statPath }: Device): Reads => {
  const fields = readFileSync(statPath, 'utf8').trim().split(/\s+/).map(Number);
  const [operations = 0, , sectors = 0] = fields;
  return { atMs: Date.now(), bytes: sectors * sectorBytes, operations };
};

/** Rates of reading. */
export interface ReadRates {
  readonly bytesPerSecond: number;
  readonly readsPerSecond: number;
}

/** Short beside what is measured, long beside the look itself. */
const lookEveryMs = 50;

/** Looks at a device's counters while something is done. */
export const watchReads = async <Value>(
  device: Device,
  action: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly looks: readonly Reads[] }> => {
  const looks = [countReads(device)];
  const timer = setInterval(() => looks.push(countReads(device)), lookEveryMs);
  try {
    const value = await action();
    looks.push(countReads(device));
    return { value, looks };
  } finally {
    clearInterval(timer);
  }
};

/** The rates between the first and the last look in a span of time. */
export const ratesWithin = (looks: readonly Reads[], fromMs: number, toMs: number): ReadRates => {
  const within = looks.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined || last.atMs === first.atMs)
    throw new Error(`Internal error: no two looks within ${toMs - fromMs} ms`);
  const seconds = (last.atMs - first.atMs) / 1000;
  return {
    bytesPerSecond: (last.bytes - first.bytes) / seconds,
    readsPerSecond: (last.operations - first.operations) / seconds,
  };
};
