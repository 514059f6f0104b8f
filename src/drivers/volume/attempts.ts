import type { Clock } from '../../ports/clock.ts';

/** For whatever lets go soon: the kernel, or a program of the host that looks at each new device. */
const attempts = 20;
const pauseMs = 100;

const pause = (clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    const timer = clock.every(pauseMs, () => {
      timer[Symbol.dispose]();
      resolve();
    });
  });

/** Tries until it is done, for about two seconds; false when it never was. */
export const tryAgain = async (clock: Clock, done: () => Promise<boolean>): Promise<boolean> => {
  for (let left = attempts; left > 0; left -= 1) {
    if (await done()) return true;
    if (left > 1) await pause(clock);
  }
  return false;
};
