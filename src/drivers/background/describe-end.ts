import type { ProcessOutcome } from '../../ports/process-runner.ts';

/** In words, how fio ended. */
export const describeEnd = ({ end }: Pick<ProcessOutcome, 'end'>): string => {
  switch (end.how) {
    case 'exited':
      return `it ended with exit code ${end.code}`;
    case 'killed-by-signal':
      return `it was killed by ${end.signal}`;
    case 'timed-out':
      return `it had not ended after ${end.limitMs / 1000} s`;
    case 'flooded':
      return `it printed a line of more than ${end.limitBytes} bytes`;
    case 'not-started':
      return end.problem;
    case 'cancelled':
      return 'it was told to end';
  }
};
