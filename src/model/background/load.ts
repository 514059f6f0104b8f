import type { BackgroundConstraint } from '../profile/profile.ts';
import type { Bytes, BytesPerSecond } from '../units.ts';

/** The load beside the workload with every value decided. */
export interface BackgroundLoad {
  readonly pattern: NonNullable<BackgroundConstraint['pattern']>;
  readonly blockBytes: Bytes;
  /** Of all jobs together; undefined for as fast as the device goes. */
  readonly rate: BytesPerSecond | undefined;
  /** Accesses in flight of each job. */
  readonly queueDepth: number;
  readonly jobs: number;
}

/** Fills in what a profile leaves open: one job of random reads of 128 KiB, 8 in flight, without a rate. */
export const resolveBackground = (constraint: BackgroundConstraint): BackgroundLoad => ({
  pattern: constraint.pattern ?? 'randread',
  blockBytes: constraint.blockSize ?? 128 * 2 ** 10,
  rate: constraint.rate,
  queueDepth: constraint.queueDepth ?? 8,
  jobs: constraint.jobs ?? 1,
});
