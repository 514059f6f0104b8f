import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Look } from '../ports/left-changes.ts';
import type { ProcessSignals } from '../ports/process-signals.ts';
import type { ProcFiles } from './proc-files.ts';
import { listProcesses, readProcess } from './process-table.ts';

/** Tells the processes that one process of this program started, and theirs, from all others. */
const variable = 'EMULATE_STARTED_BY';

/**
 * From now on every process that this one starts has the mark in its environment, and so have those
 * that it starts; until disposed of. By way of this process's own environment, since whatever starts
 * a process hands that down: none can be forgotten. What the kernel shows of this process itself
 * stays as it was when it began.
 */
export const markStarted = (mark: string): Disposable => {
  const former = process.env[variable];
  process.env[variable] = mark;
  return {
    [Symbol.dispose]: () => {
      if (former === undefined) Reflect.deleteProperty(process.env, variable);
      else process.env[variable] = former;
    },
  };
};

/** Marks are random, so nothing else has one. */
const isMark = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);

/** This process and those by which it was started, up to the first of all. */
export const ownLine = (proc: ProcFiles): readonly number[] => {
  const line: number[] = [];
  for (let at = readProcess(proc, 'self'); at !== undefined && !line.includes(at.pid);) {
    line.push(at.pid);
    at = at.parent > 0 ? readProcess(proc, at.parent) : undefined;
  }
  return line;
};

const hasMark = (proc: ProcFiles, pid: number, mark: string): boolean =>
  (proc.read(`proc/${pid}/environ`) ?? '').split('\0').includes(`${variable}=${mark}`);

/** Processes that have the mark and have not ended; of one that has, the kernel shows no environment. */
const findMarked = (proc: ProcFiles, mark: string): readonly number[] =>
  listProcesses(proc).filter((pid) => pid > 1 && hasMark(proc, pid, mark));

const nameOf = (proc: ProcFiles, pid: number): string =>
  `${proc.read(`proc/${pid}/comm`)?.trim() ?? 'a process'} (${pid})`;

/** What processes are looked for, and ended, through. */
export interface StartedProcessesOptions {
  readonly proc: ProcFiles;
  readonly signals: ProcessSignals;
  /** Never killed: the process that cleans up, and those that it was started by. */
  readonly spared: readonly number[];
  /** How long one that was killed may take to end. */
  readonly limitMs?: number;
}

/** Looks for processes that were left, and kills them: they are for what has ended, and hold it open. */
export const lookForStarted =
  ({ proc, signals, spared, limitMs = 5000 }: StartedProcessesOptions): Look<'processes'> =>
  async ({ mark }) => {
    if (!isMark(mark)) return { state: 'untouched', problem: `'${mark}' is no mark of processes` };
    const names = (pids: readonly number[]): string =>
      pids.map((pid) => nameOf(proc, pid)).join(', ');
    const found = findMarked(proc, mark);
    if (found.length === 0) return { state: 'gone' };
    const undo = async (): Promise<string | undefined> => {
      const endMs = performance.now() + limitMs;
      // They may start others meanwhile.
      for (let left = findMarked(proc, mark); ; left = findMarked(proc, mark)) {
        const others = left.filter((pid) => !spared.includes(pid));
        for (const pid of others) if (hasMark(proc, pid, mark)) signals.kill(pid);
        if (left.length === 0) return undefined;
        if (others.length === 0)
          return `this cleanup was started by ${names(left)}; end that, and clean up from elsewhere`;
        if (performance.now() > endMs)
          return `${names(others)} had not ended ${limitMs / 1000} s after being killed: it ends when what it waits for, such as a read, has ended`;
        await pause(20);
      }
    };
    return Promise.resolve({ state: 'there', detail: names(found), undo });
  };
