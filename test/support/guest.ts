import { packageFolder } from './command-line.ts';
import { prepareBed, runOnBed, type Bed } from './bed.ts';
import { programShare } from './program-share.ts';

/**
 * The guest: a virtual machine with systemd and cgroup v2 (see scripts/guest). Its image is built
 * when there is none. A share, made by scripts/guest/share, is there as /share.
 */
export const guestBed = async (share?: string): Promise<Bed> => ({
  ...(await prepareBed([`${packageFolder}scripts/guest/build`], [])),
  run: (script, { timeoutMs = 300_000 } = {}) =>
    runOnBed('guest/run', share === undefined ? [] : ['-s', share], script, timeoutMs),
});

/** The guest with the built program in it (see {@link programShare}). */
export const programGuestBed = async (): Promise<Bed> => {
  const bed = await guestBed();
  return bed.missing === undefined ? guestBed(await programShare()) : bed;
};
