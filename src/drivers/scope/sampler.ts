import type { Failure } from '../../model/failure.ts';
import { success, type Result } from '../../model/result.ts';
import type { BlockDevice } from '../../model/scope.ts';
import type { Bytes, Nanoseconds } from '../../model/units.ts';
import type { BlockDevices, DeviceCounters } from '../../ports/block-devices.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import type { Scope, ScopeCounters } from '../../ports/scope.ts';
import { busiestRates, mergeLooks, summarizeLate, type Late, type Look } from './looks.ts';
import { createReadWindow, type ReadRates, type Reads, type ReadWindow } from './read-window.ts';
import { createTimeline } from './timeline.ts';

/** A look costs 1.6 ms of processor time (a dozen of the kernel's files), so there are few of them. */
const intervalMs = 200;
/**
 * Two looks, less what the second may come early by. Where computing and reading alternate, a cap
 * delays each reading although the mean over a second stays far below it, so a window must be short.
 * It must be long beside the slices of up to 100 ms in which the kernel hands a cap out
 * (`DFL_THROTL_SLICE` in block/blk-throttle.c): reads after a pause are free up to one slice, or two
 * where they straddle its end, and by themselves fill no more than half a window.
 */
const windowNs: Nanoseconds = 380e6;

/** What the sampler reads through. */
export interface SamplerContext {
  readonly clock: Clock;
  readonly devices: BlockDevices;
  readonly files: ControlFiles;
}

/** What is watched. */
export interface SampledRun {
  readonly scope: Scope;
  /** Its reads are watched too. */
  readonly device?: BlockDevice;
  /** The processors that its processes may use are watched too. */
  readonly cpus: boolean;
}

/** What was seen of a run. */
export interface Samples {
  readonly first: ScopeCounters;
  readonly last: ScopeCounters;
  readonly anonymousBytesMax?: Bytes;
  readonly fileBytesMax?: Bytes;
  readonly swapBytesMax?: Bytes;
  /** From the look before the first process to the last look. */
  readonly wallNs: Nanoseconds;
  /** What the device read meanwhile, for everybody; absent when it vanished, or is not watched. */
  readonly device?: Pick<DeviceCounters, 'readBytes' | 'readOperations'>;
  /** The highest rates in any window of two looks. */
  readonly busiest: ReadRates;
  readonly late: Late;
  /** Processors that a process of the run could use, by the last look that found one. */
  readonly allowed?: string;
}

/** Watches a scope while its processes run; leaving the block ends that. */
export interface Sampler extends AsyncDisposable {
  /** Looks a last time and gives what was seen. */
  finish(): Promise<Result<Samples, Failure>>;
}

interface Snapshot {
  readonly atNs: Nanoseconds;
  readonly counters: ScopeCounters;
  readonly device: DeviceCounters | undefined;
}

const maxima = ['anonymousBytes', 'fileBytes', 'swapBytes'] as const;
type Maxima = Partial<Record<(typeof maxima)[number], Bytes>>;

const raise = (before: Maxima, counters: ScopeCounters): Maxima => {
  const raised = { ...before };
  for (const name of maxima) {
    const value = counters[name];
    if (value !== undefined) raised[name] = Math.max(raised[name] ?? 0, value);
  }
  return raised;
};

/** `Cpus_allowed_list:	0-1`, see proc_pid_status(5). */
const allowedIn = (status: string): string | undefined =>
  /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1];

const readsIn = ({
  readBytes,
  readOperations,
}: Pick<ScopeCounters, 'readBytes' | 'readOperations'>): Reads | undefined =>
  readBytes === undefined || readOperations === undefined
    ? undefined
    : { bytes: readBytes, operations: readOperations };

const lookOf = (
  { atNs, counters, device }: Snapshot,
  window: ReadWindow,
  isAlive: boolean,
): Look => ({
  atNs,
  ...(isAlive
    ? { anonymousBytes: counters.anonymousBytes, mappedFileBytes: counters.mappedFileBytes }
    : {}),
  refaultedBytes: counters.refaultedBytes,
  rates: window.add({
    atNs,
    own: readsIn(counters),
    device: device === undefined ? undefined : readsIn(device),
  }),
});

const samplesOf = (
  first: Snapshot,
  start: Snapshot,
  last: Snapshot,
  highest: Maxima,
): Omit<Samples, 'busiest' | 'late'> => ({
  first: first.counters,
  last: last.counters,
  ...(highest.anonymousBytes === undefined ? {} : { anonymousBytesMax: highest.anonymousBytes }),
  ...(highest.fileBytes === undefined ? {} : { fileBytesMax: highest.fileBytes }),
  ...(highest.swapBytes === undefined ? {} : { swapBytesMax: highest.swapBytes }),
  wallNs: last.atNs - start.atNs,
  ...(start.device === undefined || last.device === undefined
    ? {}
    : {
        device: {
          readBytes: last.device.readBytes - start.device.readBytes,
          readOperations: last.device.readOperations - start.device.readOperations,
        },
      }),
});

/** Looks a first time, and again and again from then on. */
export const startSampler = async (
  { clock, devices, files }: SamplerContext,
  { scope, device, cpus }: SampledRun,
): Promise<Result<Sampler, Failure>> => {
  let window = createReadWindow(windowNs);
  let looks = createTimeline(mergeLooks);
  let highest: Maxima = {};
  let allowed: string | undefined;
  let hasBegun = false;

  const look = async (): Promise<Result<Snapshot, Failure>> => {
    const atNs = clock.monotonicNs();
    const counters = await scope.counters();
    if (!counters.ok) return counters;
    const counted = device === undefined ? undefined : await devices.counters(device);
    return success({ atNs, counters: counters.value, device: counted });
  };

  const first = await look();
  if (!first.ok) return first;
  let start = first.value;

  const lookForProcesses = async (): Promise<boolean> => {
    const [pid] = await scope.processes();
    if (pid === undefined) return false;
    if (!cpus) return true;
    const status = await files.read(`/proc/${pid}/status`);
    allowed = (status.ok ? allowedIn(status.value ?? '') : undefined) ?? allowed;
    return true;
  };

  const take = (seen: Snapshot, isAlive: boolean): void => {
    highest = raise(highest, seen.counters);
    looks.add(lookOf(seen, window, isAlive));
  };
  /** Other constraints may take their time before the workload begins: that is not its time. */
  const begin = (seen: Snapshot): void => {
    start = seen;
    window = createReadWindow(windowNs);
    looks = createTimeline(mergeLooks);
    take(seen, false);
  };

  const tick = async (): Promise<void> => {
    const seen = await look();
    // One that fails here is no news: the last look is the one that must not.
    if (!seen.ok) return;
    const isAlive = await lookForProcesses();
    hasBegun ||= isAlive;
    if (hasBegun) take(seen.value, isAlive);
    else begin(seen.value);
  };

  let ticking: Promise<void> | undefined;
  const timer = clock.every(intervalMs, () => {
    ticking ??= tick().finally(() => {
      ticking = undefined;
    });
  });
  const stop = async (): Promise<void> => {
    timer[Symbol.dispose]();
    await ticking;
  };
  begin(first.value);

  return success({
    finish: async () => {
      await stop();
      const last = await look();
      if (!last.ok) return last;
      take(last.value, false);
      return success({
        ...samplesOf(first.value, start, last.value, highest),
        busiest: busiestRates(looks.parts()),
        late: summarizeLate(looks.parts(), windowNs),
        ...(allowed === undefined ? {} : { allowed }),
      });
    },
    [Symbol.asyncDispose]: stop,
  });
};
