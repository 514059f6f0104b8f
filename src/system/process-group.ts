import process from 'node:process';

/** Groups whose leader still runs. */
const running = new Set<number>();

/** Last resort on a way out that cancels nothing: no workload outlives this program. */
const killAll = (): void => {
  for (const leader of running) signalGroup(leader, 'SIGKILL');
};

/**
 * Sends a signal to every process of a group. A group that is gone, or whose members belong to
 * another user by now, is no error: there is nothing more to do about it.
 */
export const signalGroup = (leader: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-leader, signal);
  } catch {
    // ESRCH or EPERM, see above.
  }
};

/** Watches over a group until the returned function is called. */
export const guardGroup = (leader: number): (() => void) => {
  if (running.size === 0) process.on('exit', killAll);
  running.add(leader);
  return () => {
    running.delete(leader);
    if (running.size === 0) process.off('exit', killAll);
  };
};
