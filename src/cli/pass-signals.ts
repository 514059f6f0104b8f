import process from 'node:process';
import type { PassedSignal, SignalSource } from '../ports/attached-runner.ts';

const passed: readonly PassedSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/**
 * Takes the signals that would end this process and hands them to the program that it runs. A
 * signal that comes before the program runs is kept for it; one that comes after its end is
 * dropped, because nothing but the evidence is left to be printed.
 */
export const passSignals = (): SignalSource & Disposable => {
  const early: PassedSignal[] = [];
  let take: ((signal: PassedSignal) => void) | undefined = (signal) => {
    early.push(signal);
  };
  const onSignal = (signal: PassedSignal): void => take?.(signal);
  for (const signal of passed) process.on(signal, onSignal);
  return {
    pass(next) {
      take = next;
      for (const signal of early.splice(0)) next(signal);
      return {
        [Symbol.dispose]: () => {
          take = undefined;
        },
      };
    },
    [Symbol.dispose]: () => {
      for (const signal of passed) process.off(signal, onSignal);
    },
  };
};
