import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Bytes } from '../../model/units.ts';
import type { ProcessEnd, ProcessRunner } from '../../ports/process-runner.ts';
import type { Command } from './commands.ts';

/** Runs a program to its end and gives what it printed; anything but exit code 0 is a failure. */
export type Call = (command: Command) => Promise<Result<string, Failure>>;

/** A minute, and a second for each 10 MB that unmounting may have to write to a slow disk. */
const patienceMs = (bytes: Bytes): number => 60_000 + bytes / 10_000;

const outputLimitBytes = 64 * 1024;

/** The failure of whatever the user no longer wants. */
export const interruption: Failure = { reason: 'interrupted', signal: 'SIGINT' };

/** Calls programs that work on so many bytes. */
export const createCall =
  (processes: ProcessRunner, bytes: Bytes, signal?: AbortSignal): Call =>
  async ({ command, args }) => {
    const { end, stdout, stderr } = await processes.run({
      command,
      args,
      env: { LC_ALL: 'C' },
      timeoutMs: patienceMs(bytes),
      outputLimitBytes,
      ...(signal === undefined ? {} : { signal }),
    });
    if (end.how === 'cancelled') return failed(interruption);
    const problem = describeEnd(end);
    return problem === undefined
      ? success(stdout.trim())
      : failed({
          reason: 'process-failed',
          command: `'${[command, ...args].join(' ')}'`,
          problem,
          stderr,
        });
  };

const describeEnd = (end: Exclude<ProcessEnd, { how: 'cancelled' }>): string | undefined => {
  switch (end.how) {
    case 'exited':
      return end.code === 0 ? undefined : `it ended with exit code ${end.code}`;
    case 'killed-by-signal':
      return `it was killed by ${end.signal}`;
    case 'timed-out':
      return `it had not ended after ${end.limitMs / 1000} s`;
    case 'flooded':
      return `it printed more than ${end.limitBytes} bytes`;
    case 'not-started':
      return end.problem;
  }
};
