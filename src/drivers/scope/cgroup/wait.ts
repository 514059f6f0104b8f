import type { Clock } from '../../../ports/clock.ts';

/** Returns after about so many milliseconds. */
const wait = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = clock.every(ms, () => {
      timer[Symbol.dispose]();
      resolve();
    });
  });

/** Pauses between two looks at the kernel, in milliseconds: short at first, then patient. */
const pauses = { firstMs: 2, growth: 1.5, longestMs: 100 } as const;

/**
 * Looks again and again until something is found, or the time is over, which gives undefined. It
 * looks once more at the end.
 */
export const waitFor = async <Found>(
  clock: Clock,
  limitMs: number,
  look: () => Promise<Found | undefined>,
): Promise<Found | undefined> => {
  const endNs = clock.monotonicNs() + limitMs * 1e6;
  for (let pauseMs: number = pauses.firstMs; ; pauseMs *= pauses.growth) {
    const found = await look();
    if (found !== undefined || clock.monotonicNs() >= endNs) return found;
    await wait(clock, Math.min(pauseMs, pauses.longestMs));
  }
};
