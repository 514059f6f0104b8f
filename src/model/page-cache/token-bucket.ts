import type { Bytes, BytesPerSecond, Nanoseconds } from '../units.ts';

/** How a rate of eviction is kept: in turns, each of which asks for what has come due. */
export interface BucketRate {
  /** Bytes per second; positive. */
  readonly rate: BytesPerSecond;
  /** Time between two turns. */
  readonly turnNs: Nanoseconds;
  /** Least that a turn asks for: what is less waits for the next one. */
  readonly leastBytes: Bytes;
  /** Most that a turn asks for. */
  readonly burstBytes: Bytes;
  /** Most that is owed: what could not be evicted for longer is not made up for. */
  readonly creditBytes: Bytes;
}

/** What is owed at a moment; below zero when more left than had come due. */
export interface Bucket {
  readonly owedBytes: number;
  readonly atNs: Nanoseconds;
}

const second: Nanoseconds = 1e9;
const MiB: Bytes = 2 ** 20;

/** Below this the timers of a busy machine come too late; above it a second shows steps. */
const shortestTurnNs: Nanoseconds = 50e6;
const longestTurnNs: Nanoseconds = second;
/** A turn that comes late by less than this still asks for all that has come due. */
const burstNs: Nanoseconds = 250e6;

/** The kernel evicts whole pages; 64 KiB is the largest. */
const leastAsk: Bytes = 64 * 2 ** 10;

/**
 * Turns for a rate of eviction. Small reclaims cost more per byte, so turns are as far apart as 1 MiB
 * takes to come due, within 50 ms and 1 s. A turn asks for no more than comes due in 250 ms, or 1 MiB
 * where that is more. What comes due in 1 s is the most that is ever owed (again, or 1 MiB).
 */
export const bucketRate = (rate: BytesPerSecond): BucketRate => {
  const fullNs = (MiB / rate) * second;
  const turnNs = Math.round(Math.min(Math.max(fullNs, shortestTurnNs), longestTurnNs));
  const burstBytes = Math.max(MiB, Math.ceil((rate * burstNs) / second));
  return {
    rate,
    turnNs,
    leastBytes: Math.max(leastAsk, Math.ceil((rate * turnNs) / second / 2)),
    burstBytes,
    creditBytes: Math.max(burstBytes, Math.ceil(rate)),
  };
};

/** Nothing is owed yet. */
export const emptyBucket = (nowNs: Nanoseconds): Bucket => ({ owedBytes: 0, atNs: nowNs });

/** What has come due since. */
export const fillBucket = (
  { owedBytes, atNs }: Bucket,
  { rate, creditBytes }: BucketRate,
  nowNs: Nanoseconds,
): Bucket => ({
  owedBytes: Math.min(creditBytes, owedBytes + (rate * (nowNs - atNs)) / second),
  atNs: nowNs,
});

/** What the next turn asks for, whole bytes; 0 when it is too little. */
export const grantedBytes = (
  { owedBytes }: Bucket,
  { leastBytes, burstBytes }: BucketRate,
): Bytes => (owedBytes < leastBytes ? 0 : Math.min(burstBytes, Math.floor(owedBytes)));

/** After so much has really left, which may be more or less than was granted. */
export const spendBytes = ({ owedBytes, atNs }: Bucket, bytes: Bytes): Bucket => ({
  owedBytes: owedBytes - bytes,
  atNs,
});
