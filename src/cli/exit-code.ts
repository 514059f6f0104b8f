import type { Failure } from '../model/failure.ts';

/** Exit codes, as `--help` lists them. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  someFailed: 3,
  notEnforceable: 4,
  busy: 5,
} as const;

const signals: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** 128 and the signal's number, as shells report it. */
export const exitCodeOfSignal = (signal: string): number => signals[signal] ?? 130;

/** The exit code for a failure that ends the program. */
export const exitCodeOf = (failure: Failure): number => {
  switch (failure.reason) {
    case 'invalid-profile':
    case 'unknown-name':
    case 'invalid-option':
    case 'model-unusable':
      return exitCodes.usage;
    case 'not-enforced':
    case 'missing-requirements':
    case 'workload-unusable':
    case 'provision-failed':
      return exitCodes.notEnforceable;
    case 'busy':
      return exitCodes.busy;
    case 'interrupted':
      return exitCodeOfSignal(failure.signal);
    case 'process-failed':
    case 'output-unreadable':
    case 'evidence-missing':
    case 'file-failed':
    case 'unknown-error':
      return exitCodes.unexpected;
  }
};
