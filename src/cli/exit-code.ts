import { constants } from 'node:os';
import type { Failure } from '../model/failure.ts';

/** Exit codes, as `--help` lists them. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  someFailed: 3,
  notEnforceable: 4,
  busy: 5,
  /** Of `solve --check`. */
  notMet: 6,
  /** Of `exec`, as shells have it: the program is there but cannot be run; there is no such program. */
  notExecutable: 126,
  notFound: 127,
} as const;

const signals: Readonly<Record<string, number>> = constants.signals;

/** 128 and the signal's number, as shells report it. */
export const exitCodeOfSignal = (signal: string): number =>
  128 + (signals[signal] ?? constants.signals.SIGINT);

/** The exit code for a failure that ends the program. */
export const exitCodeOf = (failure: Failure): number => {
  switch (failure.reason) {
    case 'invalid-profile':
    case 'invalid-table':
    case 'unknown-name':
    case 'invalid-option':
    case 'model-unusable':
    case 'not-resumable':
    case 'not-mergeable':
      return exitCodes.usage;
    case 'missing-requirements':
    case 'not-applied':
    case 'workload-unusable':
    case 'program-unusable':
    case 'provision-failed':
      return exitCodes.notEnforceable;
    case 'busy':
      return exitCodes.busy;
    case 'program-not-started':
      return failure.found ? exitCodes.notExecutable : exitCodes.notFound;
    case 'interrupted':
      return exitCodeOfSignal(failure.signal);
    case 'process-failed':
    case 'output-unreadable':
    case 'evidence-missing':
    case 'input-changed':
    case 'processes-left':
    case 'file-failed':
    case 'unknown-error':
      return exitCodes.unexpected;
  }
};
