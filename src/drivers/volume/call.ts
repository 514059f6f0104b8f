import type { Failure } from '../../model/failure.ts';
import { describeBadEnd } from '../../model/process-end.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Bytes } from '../../model/units.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';
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
    const problem = describeBadEnd(end);
    return problem === undefined
      ? success(stdout.trim())
      : failed({
          reason: 'process-failed',
          command: `'${[command, ...args].join(' ')}'`,
          problem,
          stderr,
        });
  };
