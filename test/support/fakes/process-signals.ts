import type { ProcessSignals } from '../../../src/ports/process-signals.ts';
import type { FakeControlFiles } from './control-files.ts';

/** Signals that take processes out of the fake control groups that were made. */
export interface FakeProcessSignals extends ProcessSignals {
  /** Every process that was killed, in order. */
  readonly killed: readonly number[];
  /** A process that waits for a device and does not end. */
  hang(pid: number): void;
}

/** Killed processes are gone a moment later. */
export const createFakeProcessSignals = (files: FakeControlFiles): FakeProcessSignals => {
  const killed: number[] = [];
  const hanging = new Set<number>();
  let ended: Promise<void> = Promise.resolve();
  const end = async (pid: number): Promise<void> => {
    for (const group of files.groups()) {
      const read = await files.read(`${group}/cgroup.procs`);
      const inside = read.ok ? (read.value ?? '').split('\n').filter((line) => line !== '') : [];
      if (inside.includes(String(pid)))
        files.setProcesses(
          group,
          inside.map(Number).filter((each) => each !== pid),
        );
    }
  };
  return {
    killed,
    hang: (pid) => {
      hanging.add(pid);
    },
    kill: (pid) => {
      killed.push(pid);
      if (!hanging.has(pid)) ended = ended.then(() => end(pid));
    },
  };
};
