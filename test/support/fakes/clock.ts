import type { Clock } from '../../../src/ports/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  advanceNs(ns: number): void;
}

/** A clock that starts at 0 ns and at the given time of day. */
export const createFakeClock = (startUtc = '2026-01-02T03:04:05.000Z'): FakeClock => {
  let now = 0;
  return {
    monotonicNs: () => now,
    utc: () => new Date(Date.parse(startUtc) + now / 1e6).toISOString(),
    every: () => ({ [Symbol.dispose]: () => undefined }),
    advanceNs: (ns) => {
      now += ns;
    },
  };
};
