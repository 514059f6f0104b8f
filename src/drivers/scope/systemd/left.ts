import { describeEnd } from '../../../model/process-end.ts';
import type { Look } from '../../../ports/left-changes.ts';
import type { ProcessOutcome, ProcessRunner } from '../../../ports/process-runner.ts';

/** Names that {@link unitOf} gives. */
const ownUnit = /^emulate-[0-9A-Za-z-]{1,200}\.scope$/;

const limits = { timeoutMs: 60_000, outputLimitBytes: 65_536 };

/** Looks for units of systemd that were left, and stops them, which ends what is in them. */
export const lookForUnits =
  (processes: ProcessRunner): Look<'unit'> =>
  async ({ name, manager }) => {
    if (!ownUnit.test(name))
      return { state: 'untouched', problem: `'${name}' is no unit of this program` };
    const call = (...args: readonly string[]): Promise<ProcessOutcome> =>
      processes.run({
        command: 'systemctl',
        args: [`--${manager}`, '--no-ask-password', ...args],
        ...limits,
      });
    const problemOf = ({ end, stderr }: ProcessOutcome): string =>
      `systemctl was asked for '${name}': ${describeEnd(end)} ${stderr.trim()}`.trim();

    const asked = await call('show', '--property=LoadState', '--value', name);
    if (asked.end.how !== 'exited' || asked.end.code !== 0)
      return { state: 'untouched', problem: problemOf(asked) };
    if (asked.stdout.trim() !== 'loaded') return { state: 'gone' };
    return {
      state: 'there',
      undo: async () => {
        const stopped = await call('stop', name);
        return stopped.end.how === 'exited' && stopped.end.code === 0
          ? undefined
          : problemOf(stopped);
      },
    };
  };
