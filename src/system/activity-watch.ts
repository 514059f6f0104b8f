import os from 'node:os';
import type { HostActivity } from '../model/disturbance/activity.ts';
import type { ActivityWatch, WatchedRun } from '../ports/activity-watch.ts';
import type { Clock } from '../ports/clock.ts';
import { heatBetween, readHeat, type Heat } from './heat.ts';
import { createProcFiles, type ProcFiles } from './proc-files.ts';
import { readProcess, readProcesses, treeOf, type ProcessStat } from './process-table.ts';
import { readCpuPressureUs, readProcessorTime, type ProcessorTime } from './processor-time.ts';
import { createQuotas } from './quotas.ts';
import { followWorkload, type WorkloadTimes, type WorkloadTotals } from './workload-times.ts';

/** What the watch looks through. */
export interface ActivityWatchOptions {
  readonly clock: Clock;
  /** The folder that holds `proc` and `sys`. */
  readonly root?: string;
}

/**
 * A look costs 20 us for each thread and 0.1 ms. What a thread does after the last look before its end is
 * not seen, so they are not far apart.
 */
const intervalMs = 100;

/** `USER_HZ`, in which the kernel gives times to programs: 100 on every architecture that Node.js has. */
const nsPerTick = 1e9 / 100;

/** The whole machine at one moment. */
interface Look {
  readonly time: ProcessorTime | undefined;
  readonly pressureUs: number | undefined;
  readonly heat: Heat;
  readonly processes: ReadonlyMap<number, ProcessStat>;
  /** This program and what it started, with what has ended of it. */
  readonly ownTicks: number | undefined;
}

/** The id of this process in the namespace of the files, which need not be the one that it knows itself. */
const ownTicksIn = (
  proc: ProcFiles,
  processes: ReadonlyMap<number, ProcessStat>,
): number | undefined => {
  const own = readProcess(proc, 'self');
  return own === undefined
    ? undefined
    : treeOf(processes, own.pid).reduce((sum, each) => sum + each.ticks + each.waitedTicks, 0);
};

const lookAtMachine = (proc: ProcFiles): Look => {
  const time = readProcessorTime(proc);
  const processes = readProcesses(proc);
  return {
    time,
    processes,
    pressureUs: readCpuPressureUs(proc),
    heat: readHeat(proc),
    ownTicks: ownTicksIn(proc, processes),
  };
};

const difference = (
  before: number | undefined,
  after: number | undefined,
  unitNs: number,
): number | undefined =>
  before === undefined || after === undefined ? undefined : Math.max(0, after - before) * unitNs;

/** Undefined where the kernel's own threads are out of sight, as in a container. */
const kernelTicks = (before: Look, after: Look): number | undefined => {
  const threads = [...after.processes.values()].filter(({ isKernels }) => isKernels);
  if (threads.length === 0 || before.time === undefined || after.time === undefined)
    return undefined;
  const ofThreads = threads.reduce(
    (sum, { pid, ticks }) => sum + Math.max(0, ticks - (before.processes.get(pid)?.ticks ?? 0)),
    0,
  );
  return ofThreads + after.time.interruptTicks - before.time.interruptTicks;
};

/** What a process whose parent did not wait for it had is lost to all but those who saw it. */
const ownTicks = (before: Look, after: Look, { ticks }: WorkloadTotals): number | undefined =>
  before.ownTicks === undefined || after.ownTicks === undefined
    ? undefined
    : Math.max(after.ownTicks - before.ownTicks, ticks);

type Fields = { readonly [Key in keyof HostActivity]: HostActivity[Key] | undefined };

const activityBetween = (
  before: Look,
  after: Look,
  totals: WorkloadTotals,
  rest: { readonly wallNs: number; readonly throttledNs: number | undefined },
): HostActivity => {
  const own = ownTicks(before, after, totals);
  const kernel = kernelTicks(before, after);
  const heatMs = heatBetween(before.heat, after.heat);
  const optional: Omit<Fields, 'wallNs' | 'cpus'> = {
    ranNs: totals.ranNs,
    queuedNs: totals.queuedNs,
    busyNs: difference(before.time?.busyTicks, after.time?.busyTicks, nsPerTick),
    ownNs: own === undefined ? undefined : own * nsPerTick,
    kernelNs: kernel === undefined ? undefined : kernel * nsPerTick,
    allowedCpus: totals.allowedCpus,
    stealNs: difference(before.time?.stealTicks, after.time?.stealTicks, nsPerTick),
    throttledNs: rest.throttledNs,
    cpuPressureNs: difference(before.pressureUs, after.pressureUs, 1000),
    majorFaults: totals.majorFaults,
    hotNs: heatMs === undefined ? undefined : heatMs * 1e6,
  };
  return {
    wallNs: rest.wallNs,
    cpus: after.time?.cpus ?? os.availableParallelism(),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
};

/** The machine through `/proc`, `/sys` and its control groups. */
export const createActivityWatch = ({ clock, root = '/' }: ActivityWatchOptions): ActivityWatch => {
  const proc = createProcFiles(root);
  return { begin: () => begin(clock, proc) };
};

const begin = (clock: Clock, proc: ProcFiles): WatchedRun => {
  const quotas = createQuotas(proc);
  quotas.look('self');
  const before = lookAtMachine(proc);
  let followed: { readonly times: WorkloadTimes; readonly beganNs: number } | undefined;
  let timer: Disposable | undefined;
  const stop = (): void => {
    timer?.[Symbol.dispose]();
    timer = undefined;
  };
  return {
    follow: (pid) => {
      const known = new Set(before.processes.keys());
      const times = followWorkload({ clock, proc }, pid, known);
      followed = { times, beganNs: clock.monotonicNs() };
      const look = (): void => {
        times.look();
        quotas.look(pid);
      };
      look();
      stop();
      timer = clock.every(intervalMs, look);
    },
    end: () => {
      stop();
      if (followed === undefined) return undefined;
      const wallNs = clock.monotonicNs() - followed.beganNs;
      const throttledNs = quotas.throttledNs();
      return activityBetween(before, lookAtMachine(proc), followed.times.totals(), {
        wallNs,
        throttledNs,
      });
    },
    [Symbol.dispose]: stop,
  };
};
