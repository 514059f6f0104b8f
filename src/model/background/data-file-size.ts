import type { Bytes } from '../units.ts';

const MiB = 2 ** 20;

/**
 * The file that the background load reads and writes: as large as `usual` where there is space, never
 * smaller than `least`, and `spare` stays free beside it. A volume that is to hold it beside the model
 * needs `usual + spare` bytes more.
 */
export const backgroundFile = { usual: 256 * MiB, least: 32 * MiB, spare: 8 * MiB } as const;

/** Bytes that a file system must have free for the file: at least one access must fit into it. */
export const leastFreeBytes = (blockBytes: Bytes): Bytes =>
  Math.max(backgroundFile.least, blockBytes) + backgroundFile.spare;

/** Size of the file, in whole MiB, where so much is free; undefined where that is too little. */
export const backgroundFileBytes = (freeBytes: Bytes, blockBytes: Bytes): Bytes | undefined =>
  freeBytes < leastFreeBytes(blockBytes)
    ? undefined
    : Math.min(backgroundFile.usual, Math.floor((freeBytes - backgroundFile.spare) / MiB) * MiB);
