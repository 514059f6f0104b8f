import type { Buffer } from 'node:buffer';
import { execa } from 'execa';
import type { ProcessEnd } from '../model/process-end.ts';
import type { ProcessOutcome, ProcessRunner, ProcessSpec } from '../ports/process-runner.ts';
import { killMarked, markVariable } from './marked-processes.ts';
import { captureEnds, captureHead, passLines } from './output-capture.ts';
import { createProcFiles } from './proc-files.ts';
import { guardGroup, signalGroup } from './process-group.ts';
import { describeForeignProgram, describeStartProblem } from './start-problem.ts';

/** How patient the runner is. */
export interface ProcessRunnerOptions {
  /** Time between the request to end and the kill. */
  readonly graceMs?: number;
  /** Time that output may still come after the end, from a process that left the group and holds the pipe. */
  readonly drainMs?: number;
  /** Time that a process may take to end after the kill: it ends only when the reads do that it waits for. */
  readonly killedMs?: number;
}

type Patience = Required<ProcessRunnerOptions>;

/**
 * Runs each child in a process group of its own. execa ends only the child itself and settles when
 * its pipes close, which a grandchild can put off for as long as it likes; so the group is
 * signalled here, and the pipes are dropped soon after the child is gone.
 */
export const createProcessRunner = ({
  graceMs = 2000,
  drainMs = 500,
  killedMs = 60_000,
}: ProcessRunnerOptions = {}): ProcessRunner => ({
  run: async (spec) =>
    spec.signal?.aborted === true
      ? ended({ how: 'cancelled' })
      : run(spec, { graceMs, drainMs, killedMs }),
});

/** Node.js fires a timer of more than 2^31 - 1 ms at once. */
const longestTimerMs = 2 ** 31 - 1;

const ended = (end: ProcessEnd): ProcessOutcome => ({
  end,
  stdout: '',
  stderr: '',
  durationMs: 0,
});

const start = (spec: ProcessSpec) =>
  execa(spec.command, spec.args, {
    env: { ...spec.env, ...(spec.mark === undefined ? {} : { [markVariable]: spec.mark }) },
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    stdin: 'ignore',
    buffer: false,
    detached: true,
    cleanup: false,
    reject: false,
  });

const run = async (
  spec: ProcessSpec,
  { graceMs, drainMs, killedMs }: Patience,
): Promise<ProcessOutcome> => {
  const startedMs = performance.now();
  let child: ReturnType<typeof start>;
  try {
    child = start(spec);
  } catch (error) {
    // Thrown for arguments that no program can be given, such as a text with a null byte.
    const message = error instanceof Error ? error.message : String(error);
    return ended({ how: 'not-started', problem: await describeStartProblem(spec, { message }) });
  }
  const leader = child.pid;
  if (leader === undefined) {
    const { code, originalMessage = 'no reason given' } = await child;
    const problem = await describeStartProblem(spec, { code, message: originalMessage });
    return ended({ how: 'not-started', problem });
  }

  const unguard = guardGroup(leader);
  spec.onStart?.(leader);
  const timers: NodeJS.Timeout[] = [];
  let reason: ProcessEnd | undefined;
  let exit: { readonly end: ProcessEnd; readonly atMs: number } | undefined;
  let giveUp: () => void = () => undefined;
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  const finish = (why: ProcessEnd): void => {
    if (reason !== undefined) return;
    reason = why;
    if (exit !== undefined) return;
    signalGroup(leader, 'SIGTERM');
    timers.push(setTimeout(signalGroup, graceMs, leader, 'SIGKILL'));
    timers.push(setTimeout(giveUp, graceMs + killedMs));
  };
  const cancel = (): void => {
    finish({ how: 'cancelled' });
  };
  const capture = spec.discardStdout === true ? passLines : captureHead;
  const stdout = capture(spec.outputLimitBytes, {
    onLine: spec.onStdoutLine,
    onFlood: () => {
      finish({ how: 'flooded', limitBytes: spec.outputLimitBytes });
    },
  });
  const stderr = captureEnds(spec.outputLimitBytes);
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.add(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr.add(chunk);
  });
  spec.signal?.addEventListener('abort', cancel, { once: true });
  const limitMs = Math.min(spec.timeoutMs, longestTimerMs);
  const onLate = (): void => {
    finish({ how: 'timed-out', limitMs, ...(isStopped(leader) ? { stopped: true } : {}) });
  };
  timers.push(setTimeout(onLate, limitMs));

  child.once('exit', (code, signal) => {
    const end: ProcessEnd =
      code === null
        ? { how: 'killed-by-signal', signal: signal ?? 'unknown' }
        : { how: 'exited', code };
    exit = { end, atMs: performance.now() };
    for (const timer of timers.splice(0)) clearTimeout(timer);
    spec.signal?.removeEventListener('abort', cancel);
    signalGroup(leader, 'SIGKILL');
    unguard();
    timers.push(
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, drainMs),
    );
  });
  await Promise.race([child, givenUp]);
  for (const timer of timers) clearTimeout(timer);
  const stuck = reason !== undefined && exit === undefined;
  if (stuck) abandon(child);
  const marked = spec.mark === undefined ? [] : killMarked(spec.mark);
  const escaped = marked.filter((pid) => pid !== leader);
  return {
    end: reason ?? (await natural(spec, exit?.end)),
    stdout: stdout.text(),
    stderr: stderr.text(),
    durationMs: (exit?.atMs ?? performance.now()) - startedMs,
    ...(escaped.length === 0 ? {} : { escaped }),
    ...(stuck ? { left: { pids: [leader], waitedMs: killedMs } } : {}),
  };
};

/** Nothing of a process that does not end keeps this one from ending. */
const abandon = (child: ReturnType<typeof start>): void => {
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
};

/** `T`: by a signal such as SIGSTOP; `t`: by a debugger. The first field behind the name, proc_pid_stat(5). */
const isStopped = (pid: number): boolean =>
  /^.*\) [Tt] /s.test(createProcFiles('/').read(`proc/${pid}/stat`) ?? '');

const natural = async (spec: ProcessSpec, end: ProcessEnd | undefined): Promise<ProcessEnd> => {
  if (end === undefined) throw new Error('Internal error: a process settled without an end');
  if (end.how !== 'exited') return end;
  const foreign = await describeForeignProgram(spec.command, end.code);
  return foreign === undefined ? end : { how: 'not-started', problem: foreign };
};
