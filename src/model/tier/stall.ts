import type { Nanoseconds } from '../units.ts';
import { chanceKey } from './chance.ts';

/** Windows in which the tier stands still: one in each period, all of the same length. */
export interface Stall {
  /** Length of a period in whole nanoseconds; periods are counted from time 0. */
  readonly everyNs: Nanoseconds;
  /** Length of a window in whole nanoseconds, below that of the period. */
  readonly forNs: Nanoseconds;
  /** The window lies anywhere within its period, drawn by the seed; else at its end. */
  readonly random: boolean;
}

/** The two clocks of a tier: real time passes always, tier time only while the tier works. */
export interface StallClock {
  /** Tier time at a real time; within a window that of its beginning. */
  readonly toTierTime: (realNs: Nanoseconds) => Nanoseconds;
  /** The latest real time with this tier time: at the beginning of a window the window's end. */
  readonly toRealTime: (tierNs: Nanoseconds) => Nanoseconds;
}

/** No window has this unit: it is none of the keys that latencies are drawn by in regions below 1023. */
const stallKey = 0xffffffff;

const offsetOf = ({ everyNs, forNs, random }: Stall, seed: number) => {
  const active = everyNs - forNs;
  return (period: number): Nanoseconds =>
    random ? chanceKey(seed, stallKey, period % 2 ** 32) % (active + 1) : active;
};

/**
 * The clocks of a tier with stalls; without any, both times are the same. All times are whole
 * nanoseconds from 0 up. A drawn offset has 32 bits: beyond 4.29 s into a period no window begins.
 */
export const createStallClock = (stall: Stall | undefined, seed: number): StallClock => {
  if (stall === undefined) return { toTierTime: (ns) => ns, toRealTime: (ns) => ns };
  const { everyNs, forNs } = stall;
  const active = everyNs - forNs;
  const offset = offsetOf(stall, seed);
  return {
    toTierTime: (realNs) => {
      const period = Math.floor(realNs / everyNs);
      const within = realNs - period * everyNs;
      const before = period * active;
      const begin = offset(period);
      if (within < begin) return before + within;
      return within < begin + forNs ? before + begin : before + within - forNs;
    },
    toRealTime: (tierNs) => {
      const period = Math.floor(tierNs / active);
      const within = tierNs - period * active;
      return period * everyNs + within + (within >= offset(period) ? forNs : 0);
    },
  };
};
