import { parseCpuList } from '../model/cpu-list.ts';
import type { Clock } from '../ports/clock.ts';
import { listProcesses, readProcess, type ProcessStat } from './process-table.ts';
import type { ProcFiles } from './proc-files.ts';

/** What was seen of a process and of those that it started. */
export interface WorkloadTotals {
  /** Absent where the kernel does not count it (no CONFIG_SCHED_INFO). */
  readonly ranNs?: number;
  readonly queuedNs?: number;
  readonly ticks: number;
  readonly majorFaults: number;
  /** Processors that the first process was allowed to use when it was last seen. */
  readonly allowedCpus?: number;
}

/** Looks at a process and at those that it started. */
export interface WorkloadTimes {
  look(): void;
  totals(): WorkloadTotals;
}

interface Growth {
  /** A count that only grows, unless somebody new goes by the same name. */
  take(name: string | number, value: number): void;
  total(): number;
}

/** What was last seen of each counts, also when it has ended. */
const createGrowth = (): Growth => {
  const last = new Map<string | number, number>();
  let total = 0;
  return {
    take: (name, value) => {
      const before = last.get(name) ?? 0;
      total += value >= before ? value - before : value;
      last.set(name, value);
    },
    total: () => total,
  };
};

/** Of all time the looks for new processes may take a hundredth, and be no more than this apart. */
const searchShare = 0.01;
const leastSearchNs = 1e9;

/**
 * Follows a process that was just started. `known` are processes that were there before. Children are
 * found by their parents: the list that the kernel keeps of them
 * (`/proc/PID/task/TID/children`) is only there with CONFIG_PROC_CHILDREN.
 */
export const followWorkload = (
  { clock, proc }: { readonly clock: Clock; readonly proc: ProcFiles },
  leader: number,
  known: ReadonlySet<number>,
): WorkloadTimes => {
  const members = new Set([leader]);
  const seen = new Set([...known, leader]);
  const [ran, queued, ticks, faults] = [
    createGrowth(),
    createGrowth(),
    createGrowth(),
    createGrowth(),
  ] as const;
  let allowed: string | undefined;
  let nextSearchNs = clock.monotonicNs() + leastSearchNs;

  const search = (): void => {
    const beganNs = clock.monotonicNs();
    if (beganNs < nextSearchNs) return;
    const added: ProcessStat[] = [];
    for (const pid of listProcesses(proc)) {
      const stat = seen.has(pid) ? undefined : readProcess(proc, pid);
      if (stat !== undefined) added.push(stat);
      seen.add(pid);
    }
    // Ids wrap around, so that a child may be listed before its parent.
    for (let before = -1; before < members.size;) {
      before = members.size;
      for (const { pid, parent } of added) if (members.has(parent)) members.add(pid);
    }
    const endedNs = clock.monotonicNs();
    nextSearchNs = endedNs + Math.max(leastSearchNs, (endedNs - beganNs) / searchShare);
  };

  /** `/proc/PID/task/TID/schedstat`, Documentation/scheduler/sched-stats.rst: ns that it ran, ns that it waited. */
  const takeThread = (name: string): void => {
    const [ranNs, queuedNs] = (proc.read(`proc/${name}/schedstat`) ?? '').split(' ').map(Number);
    if (ranNs === undefined || queuedNs === undefined) return;
    ran.take(name, ranNs);
    queued.take(name, queuedNs);
  };

  const takeProcess = (pid: number): void => {
    const stat = readProcess(proc, pid);
    if (stat === undefined) {
      members.delete(pid);
      return;
    }
    ticks.take(pid, stat.ticks);
    faults.take(pid, stat.majorFaults);
    for (const thread of proc.list(`proc/${pid}/task`) ?? []) takeThread(`${pid}/task/${thread}`);
  };

  return {
    look: () => {
      search();
      for (const pid of members) takeProcess(pid);
      const status = proc.read(`proc/${leader}/status`) ?? '';
      allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? allowed;
    },
    totals: () => ({
      // Without CONFIG_SCHED_INFO the kernel prints zeros.
      ...(ran.total() === 0 ? {} : { ranNs: ran.total(), queuedNs: queued.total() }),
      ticks: ticks.total(),
      majorFaults: faults.total(),
      ...(allowed === undefined ? {} : { allowedCpus: parseCpuList(allowed).length }),
    }),
  };
};
