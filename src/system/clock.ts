import process from 'node:process';
import type { Clock } from '../ports/clock.ts';

/** The system's clocks. */
export const createClock = (): Clock => {
  // Counted from here: nanoseconds since boot pass 2^53, the largest exact integer, after 104 days.
  const origin = process.hrtime.bigint();
  return {
    monotonicNs: () => Number(process.hrtime.bigint() - origin),
    utc: () => new Date().toISOString(),
    every: (intervalMs, action) => {
      const timer = setInterval(action, intervalMs);
      return {
        [Symbol.dispose]: () => {
          clearInterval(timer);
        },
      };
    },
  };
};
