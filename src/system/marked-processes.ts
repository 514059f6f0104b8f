import process from 'node:process';
import { createProcFiles } from './proc-files.ts';
import { listProcesses } from './process-table.ts';

/** The variable that a process hands down to all that it starts, however they leave its group. */
export const markVariable = 'EMULATE_RUN';

const proc = createProcFiles('/');

const findMarked = (entry: string): readonly number[] =>
  listProcesses(proc).filter(
    (pid) => proc.read(`proc/${pid}/environ`)?.split('\0').includes(entry) === true,
  );

/**
 * Kills every process whose environment has the mark, and what these start meanwhile, and gives their ids.
 * One that gave itself another environment, or is another user's, is not found.
 */
export const killMarked = (mark: string): readonly number[] => {
  const entry = `${markVariable}=${mark}`;
  const killed = new Set<number>();
  for (;;) {
    const found = findMarked(entry).filter((pid) => pid !== process.pid && !killed.has(pid));
    if (found.length === 0) return [...killed];
    for (const pid of found) {
      killed.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone meanwhile, or not ours to end.
      }
    }
  }
};
