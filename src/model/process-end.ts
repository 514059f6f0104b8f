/** How a child process ended. The first reason for ending it wins. */
export type ProcessEnd =
  | { readonly how: 'exited'; readonly code: number }
  | { readonly how: 'killed-by-signal'; readonly signal: string }
  /** `stopped`: it was not running at the limit, but held by a signal such as SIGSTOP, or by a debugger. */
  | { readonly how: 'timed-out'; readonly limitMs: number; readonly stopped?: true }
  | { readonly how: 'flooded'; readonly limitBytes: number }
  | { readonly how: 'cancelled' }
  | { readonly how: 'not-started'; readonly problem: string };

/** How a process ended, in words such as `it was killed by SIGKILL`. */
export const describeEnd = (end: ProcessEnd): string => {
  switch (end.how) {
    case 'exited':
      return `it ended with exit code ${end.code}`;
    case 'killed-by-signal':
      return `it was killed by ${end.signal}`;
    case 'timed-out':
      return `it had not ended after ${end.limitMs / 1000} s${end.stopped === true ? ', when it was stopped (SIGSTOP, or a debugger)' : ''}`;
    case 'flooded':
      return `it printed more than ${end.limitBytes} bytes`;
    case 'cancelled':
      return 'it was cancelled';
    case 'not-started':
      return end.problem;
  }
};

/** The same for an end that is none of success; undefined for exit code 0. */
export const describeBadEnd = (end: ProcessEnd): string | undefined =>
  end.how === 'exited' && end.code === 0 ? undefined : describeEnd(end);
