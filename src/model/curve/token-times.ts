import { median, quantileSorted } from 'simple-statistics';
import type { StepTimesSummary } from '../run-record.ts';
import { quantileBoundRank } from '../statistics/quantile-bound.ts';
import type { Nanoseconds } from '../units.ts';

/** How long the steps of a test took: in one run, or pooled over the rounds that count. */
export interface TokenTimes {
  /** Number of steps. */
  readonly count: number;
  readonly p50: Nanoseconds;
  readonly p95: Nanoseconds;
  /** Absent below 100 steps: too few for one in a hundred. */
  readonly p99?: Nanoseconds;
  /** With 95 % confidence the 99th percentile is not above this; absent below 300 steps. */
  readonly p99AtMost?: Nanoseconds;
  readonly max: Nanoseconds;
  /** Quantiles are medians of those of so many runs; absent where all steps are pooled. */
  readonly ofRuns?: number;
}

/** Fewest steps from which a number is given. */
export const fewestTokens = { p99: 100, p99AtMost: 300 } as const;

/**
 * Quantiles (type 7 of Hyndman and Fan, as numpy computes them) of step times. The upper bound of
 * the 99th percentile takes the steps as independent. Undefined for no steps.
 */
export const summarizeTokenTimes = (steps: readonly Nanoseconds[]): TokenTimes | undefined => {
  const sorted = steps.toSorted((left, right) => left - right);
  const max = sorted.at(-1);
  if (max === undefined) return undefined;
  const count = sorted.length;
  const rank = count < fewestTokens.p99AtMost ? undefined : quantileBoundRank(count, 0.99);
  const bound = rank === undefined ? undefined : sorted[rank - 1];
  return {
    count,
    p50: quantileSorted(sorted, 0.5),
    p95: quantileSorted(sorted, 0.95),
    ...(count < fewestTokens.p99 ? {} : { p99: quantileSorted(sorted, 0.99) }),
    ...(bound === undefined ? {} : { p99AtMost: bound }),
    max,
  };
};

/**
 * The same of runs of which only quantiles are kept: the median of each over the runs, and the largest of
 * all. What needs more steps than each run has is absent. Undefined for no runs.
 */
export const typicalTokenTimes = (runs: readonly StepTimesSummary[]): TokenTimes | undefined => {
  if (runs.length === 0) return undefined;
  const middle = (of: (run: StepTimesSummary) => number): number => median(runs.map(of));
  const with99 = runs.flatMap(({ p99Ns }) => p99Ns ?? []);
  return {
    count: runs.reduce((sum, { count }) => sum + count, 0),
    p50: middle(({ p50Ns }) => p50Ns),
    p95: middle(({ p95Ns }) => p95Ns),
    ...(with99.length < runs.length ? {} : { p99: median(with99) }),
    max: runs.reduce((most, { maxNs }) => Math.max(most, maxNs), 0),
    ofRuns: runs.length,
  };
};
