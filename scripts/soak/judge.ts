import { theilSen } from '../../src/model/statistics/theil-sen.ts';
import type { BegunRun, Look } from './look.ts';

/** What a soak saw. */
export interface Soak {
  /** Runs of the plan. */
  readonly planned: number;
  /** In the order in which they were made; disturbed ones come again. */
  readonly runs: readonly BegunRun[];
  readonly looks: readonly Look[];
}

/** One thing that a soak is judged by. */
export interface Finding {
  readonly what: string;
  readonly bound: string;
  readonly found: string;
  readonly good: boolean;
}

const mebibyte = 2 ** 20;

/**
 * Most that live memory may grow, in MiB per 1000 runs: the numbers that rounds are decided by, and nothing
 * else, are half a kilobyte a run.
 */
const mostHeapGrowth = 0.5;
/** The same of resident memory, which the allocator of the C library and the collector make uneven. */
const mostRssGrowth = 1;
/** The work of a run must not grow with the runs before it, but for what each round decides by all of them. */
const mostEffort = 1.25;
/** The last tenth of the runs must be as fast as the first, but for what else the machine does. */
const leastRate = 0.9;

/** How many runs had begun at a time. */
const runsBefore = (runs: readonly BegunRun[], atMs: number): number => {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.startedMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Looks between runs: neither staging nor outputs at the end, each with the runs made so far. */
export const looksAtRuns = ({
  runs,
  looks,
}: Soak): readonly (Look & { readonly made: number })[] => {
  const [first, last] = [runs[0]?.startedMs ?? Infinity, runs.at(-1)?.startedMs ?? -Infinity];
  return looks
    .filter(({ atMs }) => atMs >= first && atMs <= last)
    .map((look) => ({ ...look, made: runsBefore(runs, look.atMs) }));
};

/** Runs a second between two of them. */
export const rateBetween = (runs: readonly BegunRun[], from: number, to: number): number => {
  const [first, last] = [runs[from], runs[to]];
  return first === undefined || last === undefined
    ? NaN
    : (1000 * (to - from)) / (last.startedMs - first.startedMs);
};

const growth = (
  what: string,
  points: readonly { readonly x: number; readonly y: number }[],
  most: number,
): Finding => {
  const slope = theilSen(points)?.slope;
  const interval =
    slope?.low === undefined || slope.high === undefined
      ? ''
      : ` (${slope.low.toFixed(2)} to ${slope.high.toFixed(2)})`;
  return {
    what: `${what}, MiB per 1000 runs, second half`,
    bound: `at most ${most}`,
    found: slope === undefined ? 'nothing' : `${slope.value.toFixed(2)}${interval}`,
    good: slope !== undefined && slope.value <= most,
  };
};

/** The fewest of each half: what is held between two runs, whatever a run needs meanwhile. */
const held = (what: string, counts: readonly number[]): Finding => {
  const middle = counts.length >> 1;
  const [first, second] = [Math.min(...counts.slice(0, middle)), Math.min(...counts.slice(middle))];
  return {
    what: `${what}, fewest of the first and of the second half`,
    bound: 'no more than before',
    found: `${first} and ${second}, at most ${Math.max(...counts)}`,
    good: Number.isFinite(first) && second <= first,
  };
};

const complete = ({ planned, runs }: Soak): Finding => {
  const made = new Set(runs.map(({ index }) => index));
  const missing = Array.from({ length: planned }, (_, index) => index).filter(
    (index) => !made.has(index),
  );
  return {
    what: 'planned runs in runs.jsonl',
    bound: `all ${planned}`,
    found: `${made.size}, and ${runs.length - made.size} repetitions`,
    good: missing.length === 0 && made.size === planned,
  };
};

/** Judges what does not depend on what else the machine does. */
export const judgeHeld = (soak: Soak): readonly Finding[] => {
  const looks = looksAtRuns(soak);
  const later = looks.slice(looks.length >> 1);
  const points = (bytes: (look: Look) => number) =>
    later.map((look) => ({ x: look.made / 1000, y: bytes(look) / mebibyte }));
  return [
    complete(soak),
    growth(
      'live memory',
      points((look) => look.heapBytes),
      mostHeapGrowth,
    ),
    growth(
      'resident memory',
      points((look) => look.rssBytes),
      mostRssGrowth,
    ),
    held(
      'open files',
      looks.map(({ files }) => files),
    ),
    held(
      'threads',
      looks.map(({ threads }) => threads),
    ),
    held(
      'handles',
      looks.map(({ handles }) => handles),
    ),
    held(
      'journal entries',
      looks.map(({ journal }) => journal),
    ),
    held(
      'control groups',
      looks.map(({ cgroups }) => cgroups),
    ),
  ];
};

/** Processor milliseconds of the tool for each run of a part of the sweep. */
const effortOf = (looks: readonly (Look & { readonly made: number })[]): number => {
  const [first, last] = [looks[0], looks.at(-1)];
  return first === undefined || last === undefined
    ? NaN
    : (last.cpuMs - first.cpuMs) / (last.made - first.made);
};

/** Judges whether a run became more work for the tool; what else the machine does plays no part. */
export const judgeEffort = (soak: Soak): Finding => {
  const looks = looksAtRuns(soak);
  const third = Math.floor(looks.length / 3);
  const [first, last] = [effortOf(looks.slice(0, third)), effortOf(looks.slice(-third))];
  return {
    what: 'processor time of the tool per run, last third over first',
    bound: `at most ${mostEffort}`,
    found: `${(last / first).toFixed(2)} (${last.toFixed(1)} over ${first.toFixed(1)} ms)`,
    good: last / first <= mostEffort,
  };
};

/** Judges whether runs became slower. */
export const judgeRate = ({ runs }: Soak): Finding => {
  const tenth = Math.floor((runs.length - 1) / 10);
  const first = rateBetween(runs, 0, tenth);
  const last = rateBetween(runs, runs.length - 1 - tenth, runs.length - 1);
  return {
    what: 'runs a second, last tenth over first',
    bound: `at least ${leastRate}`,
    found: `${(last / first).toFixed(2)} (${last.toFixed(1)} over ${first.toFixed(1)})`,
    good: last / first >= leastRate,
  };
};
