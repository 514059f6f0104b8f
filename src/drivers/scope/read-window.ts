import type { Nanoseconds } from '../../model/units.ts';

/** Reads since whenever. */
export interface Reads {
  readonly bytes: number;
  readonly operations: number;
}

/** What had been read at a moment, by one's own counters and by the device's. */
export interface ReadCount {
  readonly atNs: Nanoseconds;
  readonly own?: Reads | undefined;
  readonly device?: Reads | undefined;
}

/** The rates in a window. */
export interface ReadRates {
  readonly bytesPerSecond?: number;
  readonly operationsPerSecond?: number;
}

/** Follows counts that only grow. */
export interface ReadWindow {
  /** Takes the next count, later than all before; gives the rates in the window that it ends. */
  add(count: ReadCount): ReadRates;
}

const since = (start: Reads | undefined, end: Reads | undefined): Reads | undefined =>
  start === undefined || end === undefined
    ? undefined
    : { bytes: end.bytes - start.bytes, operations: end.operations - start.operations };

/**
 * Version 1 counts a read of the scope when it is asked for (`blk_should_throtl()` in
 * block/blk-throttle.h), which with much read-ahead is far more than a cap lets through; what the
 * device has delivered to everybody is the most that was read. Operations are not held against the
 * device's, which come after merging.
 */
const ratesBetween = (start: ReadCount, end: ReadCount): ReadRates => {
  const own = since(start.own, end.own);
  const device = since(start.device, end.device);
  const counted = own ?? device;
  if (counted === undefined) return {};
  const seconds = (end.atNs - start.atNs) / 1e9;
  return {
    bytesPerSecond: Math.min(counted.bytes, device?.bytes ?? counted.bytes) / seconds,
    operationsPerSecond: counted.operations / seconds,
  };
};

/** A window is the shortest time between two counts that is at least `windowNs`. */
export const createReadWindow = (windowNs: Nanoseconds): ReadWindow => {
  let recent: readonly ReadCount[] = [];
  return {
    add: (count) => {
      const isFull = ({ atNs }: ReadCount): boolean => count.atNs - atNs >= windowNs;
      const start = recent.findLast(isFull);
      if (start !== undefined) recent = recent.slice(recent.indexOf(start));
      recent = [...recent, count];
      return start === undefined ? {} : ratesBetween(start, count);
    },
  };
};
