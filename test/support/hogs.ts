import { spawn, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';

/** Programs that do nothing but compute; leaving the block ends them. */
export interface Hogs extends Disposable {
  go(): void;
  halt(): void;
}

/** Seconds of processor time after which each ends by itself, should nobody end it. */
const mostSeconds = 300;

/** Starts several for each processor, each in a session of its own, and halts them at once. */
export const startHogs = (perProcessor: number): Hogs => {
  const script = `ulimit -t ${mostSeconds}; while :; do :; done`;
  const children = Array.from({ length: perProcessor * os.availableParallelism() }, () =>
    spawn('/bin/sh', ['-c', script], { detached: true, stdio: 'ignore' }),
  );
  const signal = (name: NodeJS.Signals): void => {
    for (const child of children) if (isAlive(child)) process.kill(child.pid, name);
  };
  signal('SIGSTOP');
  return {
    go: () => {
      signal('SIGCONT');
    },
    halt: () => {
      signal('SIGSTOP');
    },
    [Symbol.dispose]: () => {
      signal('SIGKILL');
    },
  };
};

const isAlive = (child: ChildProcess): child is ChildProcess & { readonly pid: number } =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;
