import { createFakeClock, type FakeClock } from './clock.ts';

/** A clock that stands still until a test lets time pass, and then does what is due. */
export interface TickingClock extends FakeClock {
  /**
   * Lets time pass: whatever is due is called at its moment, and what it begins comes to an end
   * before the next call, as far as it waits for nothing but promises.
   */
  pass(ms: number): Promise<void>;
  /** Intervals that were begun and not disposed of. */
  intervals(): readonly number[];
}

interface Timer {
  readonly intervalMs: number;
  readonly action: () => void;
  dueNs: number;
}

const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** A fake clock whose `every` acts. */
export const createTickingClock = (): TickingClock => {
  const clock = createFakeClock();
  const timers = new Set<Timer>();
  const nextBefore = (endNs: number): Timer | undefined =>
    [...timers]
      .filter(({ dueNs }) => dueNs <= endNs)
      .sort((one, other) => one.dueNs - other.dueNs)[0];
  return {
    ...clock,
    every: (intervalMs, action) => {
      const timer = { intervalMs, action, dueNs: clock.monotonicNs() + intervalMs * 1e6 };
      timers.add(timer);
      return {
        [Symbol.dispose]: () => {
          timers.delete(timer);
        },
      };
    },
    pass: async (ms) => {
      const endNs = clock.monotonicNs() + ms * 1e6;
      for (let due = nextBefore(endNs); due !== undefined; due = nextBefore(endNs)) {
        // What an action did to the clock meanwhile counts: a slow one delays those after it.
        clock.advanceNs(Math.max(0, due.dueNs - clock.monotonicNs()));
        due.dueNs += due.intervalMs * 1e6;
        due.action();
        await settle();
      }
      clock.advanceNs(Math.max(0, endNs - clock.monotonicNs()));
      await settle();
    },
    intervals: () => [...timers].map(({ intervalMs }) => intervalMs),
  };
};
