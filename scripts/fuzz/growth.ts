import type { FuzzReport } from './fuzz.ts';

const MiB = 2 ** 20;

/** Caches that fill once and code that is compiled late; a leak of a few hundred bytes an input is far more. */
const tolerated = 8 * MiB;

/** Whether memory in use has grown from the first tenth of the inputs to the last. */
export const grows = ({ early, late }: FuzzReport['heap']): boolean => late - early > tolerated;

/** The same in words. */
export const describeGrowth = ({ early, late }: FuzzReport['heap']): string =>
  `heap ${(early / MiB).toFixed(1)} -> ${(late / MiB).toFixed(1)} MiB`;
