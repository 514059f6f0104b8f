import type { ProcFiles } from './proc-files.ts';

/** A process, as `/proc/PID/stat` tells of it: proc_pid_stat(5). */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** It is a thread of the kernel's own. */
  readonly isKernels: boolean;
  /** Page faults of all its threads that waited for a device. */
  readonly majorFaults: number;
  /** Processor time of all its threads, in clock ticks. */
  readonly ticks: number;
  /** That of its children that have ended and that it waited for, and of theirs. */
  readonly waitedTicks: number;
}

/** `PF_KTHREAD` in https://github.com/torvalds/linux/blob/master/include/linux/sched.h. */
const kernelThread = 0x00200000;

/** The name in the second field may hold anything, so fields are counted from its end; the first is then the state. */
const places = {
  parent: 1,
  flags: 6,
  majorFaults: 9,
  user: 11,
  system: 12,
  waitedUser: 13,
  waitedSystem: 14,
} as const;

/** Reads `/proc/PID/stat`; undefined for a text that is none. */
export const parseProcessStat = (text: string): ProcessStat | undefined => {
  const pid = Number.parseInt(text, 10);
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (place: number): number => fields[place] ?? NaN;
  const stat = {
    pid,
    parent: at(places.parent),
    isKernels: (at(places.flags) & kernelThread) !== 0,
    majorFaults: at(places.majorFaults),
    ticks: at(places.user) + at(places.system),
    waitedTicks: at(places.waitedUser) + at(places.waitedSystem),
  };
  const { parent, majorFaults, ticks, waitedTicks } = stat;
  return [pid, parent, majorFaults, ticks, waitedTicks].every(Number.isFinite) ? stat : undefined;
};

/** One process; undefined when it is gone. */
export const readProcess = (proc: ProcFiles, pid: number | 'self'): ProcessStat | undefined => {
  const text = proc.read(`proc/${pid}/stat`);
  return text === undefined ? undefined : parseProcessStat(text);
};

/** Ids of all processes that this one can see. */
export const listProcesses = (proc: ProcFiles): readonly number[] =>
  (proc.list('proc') ?? []).filter((name) => /^\d+$/.test(name)).map(Number);

/** All processes that this one can see, by their ids. */
export const readProcesses = (proc: ProcFiles): ReadonlyMap<number, ProcessStat> =>
  new Map(
    listProcesses(proc).flatMap((pid) => {
      const stat = readProcess(proc, pid);
      return stat === undefined ? [] : [[pid, stat] as const];
    }),
  );

/** A process with its children and theirs, as far as they are in the table. */
export const treeOf = (
  table: ReadonlyMap<number, ProcessStat>,
  root: number,
): readonly ProcessStat[] => {
  const children = new Map<number, ProcessStat[]>();
  for (const stat of table.values())
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat]);
  const seen = new Set<ProcessStat>();
  const visit = (stat: ProcessStat | undefined): void => {
    if (stat === undefined || seen.has(stat)) return;
    seen.add(stat);
    for (const child of children.get(stat.pid) ?? []) visit(child);
  };
  visit(table.get(root));
  return [...seen];
};
