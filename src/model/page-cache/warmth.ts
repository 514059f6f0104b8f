import type { Bytes } from '../units.ts';

/** Pages that another process has mapped, or that are just being read, stay when a file is evicted. */
const coldShare = 0.05;
/** The kernel may take a few pages back between the reading of a file and the run. */
const warmShare = 0.95;

/** After a run a few pages may be missing; reading all of a large model again for them takes seconds. */
const wholeShare = 0.99;

/** Whether so little of a model is in memory that a run begins without it: at most 5 %. */
export const isCold = (residentBytes: Bytes, modelBytes: Bytes): boolean =>
  residentBytes <= coldShare * modelBytes;

/** Whether so much of a model is in memory that a run begins with it: at least 95 %. */
export const isWarm = (residentBytes: Bytes, modelBytes: Bytes): boolean =>
  residentBytes >= warmShare * modelBytes;

/** Whether a model need not be read again to be in memory: at least 99 % of it is there. */
export const isWhole = (residentBytes: Bytes, modelBytes: Bytes): boolean =>
  residentBytes >= wholeShare * modelBytes;
