import type { Buffer } from 'node:buffer';
import { execa } from 'execa';
import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { HeldProcess, HeldSpec, ProcessHolder } from '../ports/held-process.ts';
import { captureEnds } from './output-capture.ts';
import { guardGroup, signalGroup } from './process-group.ts';
import { describeStartProblem } from './start-problem.ts';

/** How patient the holder is. */
export interface ProcessHolderOptions {
  /** Time between the end of its standard input and the kill. */
  readonly graceMs?: number;
}

const stderrLimitBytes = 4096;

/** Holds each process in a process group of its own, so that a signal from the terminal does not reach it. */
export const createProcessHolder = ({
  graceMs = 2000,
}: ProcessHolderOptions = {}): ProcessHolder => ({ hold: (spec) => hold(spec, graceMs) });

const start = ({ command, args }: HeldSpec) =>
  execa(command, args, {
    stdin: 'pipe',
    buffer: false,
    detached: true,
    cleanup: false,
    reject: false,
  });

const hold = async (spec: HeldSpec, graceMs: number): Promise<Result<HeldProcess, Failure>> => {
  const command = [spec.command, ...spec.args].join(' ');
  const child = start(spec);
  const { pid } = child;
  if (pid === undefined) {
    const { code, originalMessage = 'no reason given' } = await child;
    const problem = await describeStartProblem(spec, { code, message: originalMessage });
    return failed({ reason: 'process-failed', command, problem, stderr: '' });
  }
  const unguard = guardGroup(pid);
  const stderr = captureEnds(stderrLimitBytes);
  child.stderr.on('data', (chunk: Buffer) => {
    stderr.add(chunk);
  });
  // The pipe of a process that has ended cannot be written to; its end is told by other means.
  child.stdin.on('error', () => undefined);

  let end: string | undefined;
  const exit = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      end = code === null ? `killed by signal ${signal ?? 'unknown'}` : `exit code ${code}`;
      unguard();
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const kill = setTimeout(signalGroup, graceMs, pid, 'SIGKILL');
    await exit;
    clearTimeout(kill);
    child.stdout.destroy();
    child.stderr.destroy();
  };

  const limitMs = spec.startLimitMs;
  let timer: NodeJS.Timeout | undefined;
  const began = await Promise.race([
    new Promise<'line'>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('\n')) resolve('line');
      });
    }),
    exit.then(() => 'end' as const),
    new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, limitMs, 'late');
    }),
  ]);
  clearTimeout(timer);
  if (began === 'line') return success({ pid, ended: () => end, [Symbol.asyncDispose]: stop });

  // What it said last may still be on its way.
  if (began === 'end') await child;
  const problem = end ?? `it was not in place after ${limitMs / 1000} s`;
  await stop();
  return failed({ reason: 'process-failed', command, problem, stderr: stderr.text() });
};
