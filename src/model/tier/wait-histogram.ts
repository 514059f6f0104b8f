import type { Nanoseconds, Share } from '../units.ts';

/** Buckets of a histogram of waits: 8 an octave, over 24 octaves from 256 ns to 4.3 s. */
export const waitBuckets = 192;

const perOctave = 8;
/** 2^5 ns to a step in the first octave, twice as much in each that follows. */
const firstStepBits = 5;

/**
 * The shortest wait that is counted in a bucket: a bucket is an eighth of an octave, so 6 to 12 % of its
 * wait wide. The first also holds everything shorter, the last everything longer.
 */
export const waitBucketEdge = (bucket: number): Nanoseconds =>
  (perOctave + (bucket % perOctave)) * 2 ** (Math.floor(bucket / perOctave) + firstStepBits);

/**
 * The wait that a share of all counted waits does not exceed, from how many each bucket holds;
 * within a bucket waits are taken as evenly spread. Undefined when there were no waits.
 */
export const waitQuantile = (counts: readonly number[], share: Share): Nanoseconds | undefined => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = share * total;
  let below = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count > 0 && below + count >= rank) {
      const low = bucket === 0 ? 0 : waitBucketEdge(bucket);
      return low + ((waitBucketEdge(bucket + 1) - low) * (rank - below)) / count;
    }
    below += count;
  }
  throw new Error('Internal error: a share of waits lies beyond all of them');
};
