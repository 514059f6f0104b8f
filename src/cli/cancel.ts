import process from 'node:process';
import { exitCodeOfSignal } from './exit-code.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for signals that ask the program to end. */
export interface Cancel extends Disposable {
  readonly signal: AbortSignal;
  /** The first signal that came. */
  received(): string | undefined;
}

/** The first signal cancels, so that everything held is released; the second ends the program at once. */
export const listenForCancel = (): Cancel => {
  const controller = new AbortController();
  let first: string | undefined;
  const onSignal = (signal: string): void => {
    if (first !== undefined) process.exit(exitCodeOfSignal(signal));
    first = signal;
    controller.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    received: () => first,
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
};
