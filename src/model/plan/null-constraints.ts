import type { Constraints } from '../profile/profile.ts';

/**
 * Constraints with their machinery on and no limit in them: what a curve is compared with. A volume
 * stays as it is, for it is the ground that the other constraints act on, and so does the eviction
 * before each run, which is a state to start from.
 */
export const withoutLimits = (constraints: Constraints): Constraints => ({
  ...(constraints.tier === undefined ? {} : { tier: {} }),
  ...(constraints.memory === undefined ? {} : { memory: {} }),
  ...(constraints.volume === undefined ? {} : { volume: constraints.volume }),
  ...(constraints.io === undefined ? {} : { io: {} }),
  ...(constraints.pageCache === undefined
    ? {}
    : {
        pageCache:
          constraints.pageCache.before === undefined
            ? {}
            : { before: constraints.pageCache.before },
      }),
  ...(constraints.background === undefined ? {} : { background: {} }),
  ...(constraints.cpu === undefined ? {} : { cpu: {} }),
});
