import type { Failure } from '../../model/failure.ts';
import {
  bucketRate,
  emptyBucket,
  fillBucket,
  grantedBytes,
  spendBytes,
  type Bucket,
} from '../../model/page-cache/token-bucket.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Bytes, BytesPerSecond, Nanoseconds } from '../../model/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Scope } from '../../ports/scope.ts';

/** What was taken away from a scope, and over which time. */
export interface Dropped {
  readonly droppedBytes: Bytes;
  readonly runningNs: Nanoseconds;
  readonly turns: number;
  /** Turns in which less than asked was there to evict. */
  readonly shortTurns: number;
}

/** Takes page cache away at a rate for as long as the scope has processes; leaving the block ends that. */
export interface Dropper extends AsyncDisposable {
  /** Ends it and tells what was done; the first thing that went wrong, if anything did. */
  finish(): Promise<Result<Dropped, Failure>>;
}

/**
 * Evictions miss what was asked by the kernel's batches and by what is read again meanwhile, which the
 * next turn makes up for. Where too little is there, more and more is owed, so half is soon missed.
 */
const isShort = (left: Bytes, asked: Bytes): boolean => left < asked / 2;

interface Running {
  readonly sinceNs: Nanoseconds;
  bucket: Bucket;
}

/** Begins when the scope has its first process. */
export const startDropper = (
  clock: Clock,
  scope: Pick<Scope, 'processes' | 'reclaim'>,
  bytesPerSecond: BytesPerSecond,
): Dropper => {
  const rate = bucketRate(bytesPerSecond);
  let running: Running | undefined;
  let endNs: Nanoseconds | undefined;
  let failure: Failure | undefined;
  let droppedBytes = 0;
  let turns = 0;
  let shortTurns = 0;

  const takeAway = async (now: Running): Promise<void> => {
    now.bucket = fillBucket(now.bucket, rate, clock.monotonicNs());
    const asked = grantedBytes(now.bucket, rate);
    if (asked === 0) return;
    const left = await scope.reclaim(asked);
    if (!left.ok) {
      failure = left.failure;
      return;
    }
    now.bucket = spendBytes(now.bucket, left.value);
    droppedBytes += left.value;
    turns += 1;
    if (isShort(left.value, asked)) shortTurns += 1;
  };

  const turn = async (): Promise<void> => {
    const atNs = clock.monotonicNs();
    const isAlive = (await scope.processes()).length > 0;
    if (isAlive) running ??= { sinceNs: atNs, bucket: emptyBucket(atNs) };
    else if (running !== undefined) endNs = atNs;
    if (isAlive && running !== undefined) await takeAway(running);
  };

  const isOver = (): boolean => failure !== undefined || endNs !== undefined;
  let turning: Promise<void> | undefined;
  const timer = clock.every(rate.turnNs / 1e6, () => {
    if (isOver()) return;
    turning ??= turn().finally(() => {
      turning = undefined;
    });
  });
  const stop = async (): Promise<void> => {
    timer[Symbol.dispose]();
    await turning;
  };

  return {
    finish: async () => {
      await stop();
      endNs ??= clock.monotonicNs();
      if (failure !== undefined) return failed(failure);
      const runningNs = running === undefined ? 0 : endNs - running.sinceNs;
      return success({ droppedBytes, runningNs, turns, shortTurns });
    },
    [Symbol.asyncDispose]: stop,
  };
};
