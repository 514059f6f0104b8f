import type { HostActivity } from '../../../src/model/disturbance/activity.ts';
import type { ActivityWatch } from '../../../src/ports/activity-watch.ts';
import { makeHostActivity } from '../factory.ts';

/** A watch that sees what a test says, and remembers what it was told to watch. */
export interface FakeActivityWatch extends ActivityWatch {
  /** Ids of the processes that were followed, in order. */
  readonly followed: readonly number[];
  /** Runs that are still watched: 0 when a test has ended. */
  held(): number;
}

/** Sees a quiet machine, unless `see` tells something else of the run with this number, from 0. */
export const createFakeActivityWatch = (
  see: (run: number) => Partial<HostActivity> = () => ({}),
): FakeActivityWatch => {
  const followed: number[] = [];
  let held = 0;
  return {
    followed,
    held: () => held,
    begin: () => {
      let run: number | undefined;
      held += 1;
      return {
        follow: (pid) => {
          run = followed.length;
          followed.push(pid);
        },
        end: () => (run === undefined ? undefined : makeHostActivity(see(run))),
        [Symbol.dispose]: () => {
          held -= 1;
        },
      };
    },
  };
};
