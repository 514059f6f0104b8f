import type { Nanoseconds } from '../../model/units.ts';

/** What had been read at a moment, since whenever. */
export interface ReadCount {
  readonly atNs: Nanoseconds;
  readonly bytes: number;
  readonly operations: number;
}

/** The highest rates over any window, each its own; absent as long as no window is full. */
export interface BusiestRates {
  readonly bytesPerSecond?: number;
  readonly operationsPerSecond?: number;
}

/** Follows counts that only grow, and keeps the rates of the busiest window. */
export interface BusiestWindow {
  /** Takes the next count, later than all before. */
  add(count: ReadCount): void;
  rates(): BusiestRates;
}

/** A window is the shortest time between two counts that is at least `windowNs`. */
export const createBusiestWindow = (windowNs: Nanoseconds): BusiestWindow => {
  let recent: readonly ReadCount[] = [];
  let busiest: BusiestRates = {};
  return {
    add: (count) => {
      const isFull = ({ atNs }: ReadCount): boolean => count.atNs - atNs >= windowNs;
      const start = recent.findLast(isFull);
      if (start !== undefined) {
        recent = recent.slice(recent.indexOf(start));
        const seconds = (count.atNs - start.atNs) / 1e9;
        busiest = {
          bytesPerSecond: Math.max(
            busiest.bytesPerSecond ?? 0,
            (count.bytes - start.bytes) / seconds,
          ),
          operationsPerSecond: Math.max(
            busiest.operationsPerSecond ?? 0,
            (count.operations - start.operations) / seconds,
          ),
        };
      }
      recent = [...recent, count];
    },
    rates: () => busiest,
  };
};
