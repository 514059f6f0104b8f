import { execa } from 'execa';
import type { AttachedEnd, AttachedRunner, AttachedSpec } from '../ports/attached-runner.ts';
import { guardGroup, signalGroup } from './process-group.ts';
import { describeStartProblem } from './start-problem.ts';

/**
 * Runs programs with this process's own streams.
 *
 * Each is the leader of a session of its own: a signal from the terminal comes to this process
 * alone and is passed on once, where a program in the same group would get it twice. So it
 * has no controlling terminal, but may read from and write to the one that it is given.
 */
export const createAttachedRunner = (): AttachedRunner => ({ run });

const start = (spec: AttachedSpec) =>
  execa(spec.path, spec.args, {
    argv0: spec.name,
    env: spec.env,
    stdio: 'inherit',
    buffer: false,
    detached: true,
    cleanup: false,
    reject: false,
  });

const notStarted = async (
  { path }: AttachedSpec,
  error: { readonly code?: string | undefined; readonly message: string },
): Promise<AttachedEnd> => ({
  how: 'not-started',
  problem: await describeStartProblem({ command: path }, error),
  found: error.code !== 'ENOENT',
});

const run = async (spec: AttachedSpec): Promise<AttachedEnd> => {
  let child: ReturnType<typeof start>;
  try {
    child = start(spec);
  } catch (error) {
    // Thrown for arguments that no program can be given, such as a text with a null byte.
    return notStarted(spec, { message: error instanceof Error ? error.message : String(error) });
  }
  const leader = child.pid;
  if (leader === undefined) {
    const { code, originalMessage = 'no reason given' } = await child;
    return notStarted(spec, { code, message: originalMessage });
  }

  const unguard = guardGroup(leader);
  using passing = spec.signals.pass((signal) => {
    signalGroup(leader, signal);
  });
  let end: AttachedEnd | undefined;
  child.once('exit', (code, signal) => {
    end =
      code === null
        ? { how: 'killed-by-signal', signal: signal ?? 'unknown' }
        : { how: 'exited', code };
    passing[Symbol.dispose]();
    signalGroup(leader, 'SIGKILL');
    unguard();
  });
  await child;
  if (end === undefined) throw new Error('Internal error: a process settled without an end');
  return end;
};
