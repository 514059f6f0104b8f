import process from 'node:process';
import type { ProcessSignals } from '../ports/process-signals.ts';

/** Signals as the kernel delivers them. */
export const createProcessSignals = (): ProcessSignals => ({
  kill: (pid) => {
    // 0 and negative numbers mean whole process groups, this program's own among them: kill(2).
    if (!Number.isSafeInteger(pid) || pid <= 1 || pid === process.pid)
      throw new Error(`Internal error: refused to kill the process '${pid}'`);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // ESRCH: it has ended. EPERM: whoever waits for its end will say that it has not.
    }
  },
});
