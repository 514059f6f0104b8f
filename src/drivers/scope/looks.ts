import type { Bytes, Nanoseconds } from '../../model/units.ts';
import type { ReadRates } from './read-window.ts';

/** What one look at a run saw, or several that follow each other. */
export interface Look {
  readonly atNs: Nanoseconds;
  /** Absent when no process was there. */
  readonly anonymousBytes?: Bytes | undefined;
  readonly mappedFileBytes?: Bytes | undefined;
  /** So far. */
  readonly refaultedBytes?: Bytes | undefined;
  /** In the busiest window that ended here. */
  readonly rates: ReadRates;
}

/** What was in use, and how it was read, in the last quarter of a run. */
export interface Late {
  readonly anonymousBytes?: Bytes;
  readonly mappedFileBytes?: Bytes;
  readonly refaultedBytes?: Bytes;
  readonly busiest: ReadRates;
}

/**
 * The tests of a benchmark come after loading, and nobody tells when that has ended. Under a cap or a
 * tight limit it is slow, so that half of a run may be loading.
 */
const lateShare = 0.25;

const larger = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);

const busier = (one: ReadRates, other: ReadRates): ReadRates => {
  const bytesPerSecond = larger(one.bytesPerSecond, other.bytesPerSecond);
  const operationsPerSecond = larger(one.operationsPerSecond, other.operationsPerSecond);
  return {
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    ...(operationsPerSecond === undefined ? {} : { operationsPerSecond }),
  };
};

/** Two looks as one: what is in use as last seen, the rates of the busier one. */
export const mergeLooks = (earlier: Look, later: Look): Look => ({
  atNs: later.atNs,
  anonymousBytes: later.anonymousBytes ?? earlier.anonymousBytes,
  mappedFileBytes: later.mappedFileBytes ?? earlier.mappedFileBytes,
  refaultedBytes: later.refaultedBytes ?? earlier.refaultedBytes,
  rates: busier(earlier.rates, later.rates),
});

/** The highest rates of any look, each its own; absent when no window was full. */
export const busiestRates = (looks: readonly Look[]): ReadRates =>
  looks.reduce<ReadRates>((busiest, { rates }) => busier(busiest, rates), {});

const median = (values: readonly (number | undefined)[]): number | undefined => {
  const sorted = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
};

/**
 * Sums up the last quarter of looks, in order of time, of which the first one was before the run and
 * the last one after it. Nothing is said of a quarter that is shorter than `leastNs`.
 */
export const summarizeLate = (looks: readonly Look[], leastNs: Nanoseconds): Late => {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined) return { busiest: {} };
  const lateNs = (last.atNs - first.atNs) * lateShare;
  if (lateNs < leastNs) return { busiest: {} };
  const fromNs = last.atNs - lateNs;
  const late = looks.filter(({ atNs }) => atNs > fromNs);
  const before = looks.findLast(({ atNs }) => atNs <= fromNs);
  const anonymousBytes = median(late.map((look) => look.anonymousBytes));
  const mappedFileBytes = median(late.map((look) => look.mappedFileBytes));
  return {
    busiest: busiestRates(late),
    ...(anonymousBytes === undefined ? {} : { anonymousBytes }),
    ...(mappedFileBytes === undefined ? {} : { mappedFileBytes }),
    ...(last.refaultedBytes !== undefined && before?.refaultedBytes !== undefined
      ? { refaultedBytes: last.refaultedBytes - before.refaultedBytes }
      : {}),
  };
};
