import type { Failure } from '../../model/failure.ts';
import { success, type Result } from '../../model/result.ts';
import type { BlockDevice } from '../../model/scope.ts';
import type { Bytes, Nanoseconds } from '../../model/units.ts';
import type { BlockDevices, DeviceCounters } from '../../ports/block-devices.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import type { Scope, ScopeCounters } from '../../ports/scope.ts';
import { createBusiestWindow, type BusiestRates, type BusiestWindow } from './busiest-window.ts';

/** Every look costs some small reads of the kernel's files, so there are few of them. */
const intervalMs = 200;
/** A second, less what the fifth look may come early by. */
const windowNs: Nanoseconds = 950e6;

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
  /** By the scope's own counters, or else the device's. */
  readonly busiest: BusiestRates;
  /** Processors that a process of the run could use, by the last look that found one. */
  readonly allowed?: string;
}

/** Watches a scope while its processes run; leaving the block ends that. */
export interface Sampler extends AsyncDisposable {
  /** Looks a last time and gives what was seen. */
  finish(): Promise<Result<Samples, Failure>>;
}

interface Look {
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

const addTo = (
  window: BusiestWindow,
  atNs: Nanoseconds,
  { readBytes, readOperations }: Pick<ScopeCounters, 'readBytes' | 'readOperations'> = {},
): void => {
  if (readBytes !== undefined && readOperations !== undefined)
    window.add({ atNs, bytes: readBytes, operations: readOperations });
};

const samplesOf = (
  first: Look,
  start: Look,
  last: Look,
  highest: Maxima,
): Omit<Samples, 'busiest'> => ({
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
  const ofScope = createBusiestWindow(windowNs);
  let ofDevice = createBusiestWindow(windowNs);
  let highest: Maxima = {};
  let allowed: string | undefined;
  let hasBegun = false;

  const look = async (): Promise<Result<Look, Failure>> => {
    const atNs = clock.monotonicNs();
    const counters = await scope.counters();
    if (!counters.ok) return counters;
    const counted = device === undefined ? undefined : await devices.counters(device);
    return success({ atNs, counters: counters.value, device: counted });
  };

  const first = await look();
  if (!first.ok) return first;
  /** Other constraints may take their time before the workload begins: that is not its time. */
  let start = first.value;

  const lookForProcesses = async (): Promise<void> => {
    if (hasBegun && !cpus) return;
    const [pid] = await scope.processes();
    if (pid === undefined) return;
    hasBegun = true;
    if (!cpus) return;
    const status = await files.read(`/proc/${pid}/status`);
    allowed = (status.ok ? allowedIn(status.value ?? '') : undefined) ?? allowed;
  };

  const take = (seen: Look): void => {
    highest = raise(highest, seen.counters);
    addTo(ofScope, seen.atNs, seen.counters);
    addTo(ofDevice, seen.atNs, seen.device);
  };
  const begin = (seen: Look): void => {
    start = seen;
    ofDevice = createBusiestWindow(windowNs);
  };

  const tick = async (): Promise<void> => {
    const seen = await look();
    // One that fails here is no news: the last look is the one that must not.
    if (!seen.ok) return;
    await lookForProcesses();
    if (!hasBegun) begin(seen.value);
    take(seen.value);
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
  take(first.value);

  return success({
    finish: async () => {
      await stop();
      const last = await look();
      if (!last.ok) return last;
      take(last.value);
      return success({
        ...samplesOf(first.value, start, last.value, highest),
        busiest: last.value.counters.readBytes === undefined ? ofDevice.rates() : ofScope.rates(),
        ...(allowed === undefined ? {} : { allowed }),
      });
    },
    [Symbol.asyncDispose]: stop,
  });
};
