import type { Failure, Miss } from '../../model/failure.ts';
import { describeBadEnd } from '../../model/process-end.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { ProcessOutcome, ProcessRunner, ProcessSpec } from '../../ports/process-runner.ts';
import { lastLines } from './start-failure.ts';

/** What else a user can do when nothing can be built. */
export const insteadOfBuilding =
  'install llama.cpp from your distribution, or pass --llama-bench PATH';

/** A program that the build calls. */
interface Tool {
  readonly what: string;
  /** The names it may have; the first that starts is taken. */
  readonly names: readonly string[];
  readonly remedy: string;
}

const tools = {
  npm: { what: 'npm', names: ['npm'], remedy: 'install npm: apt-get install npm' },
  git: { what: 'git', names: ['git'], remedy: 'install git: apt-get install git' },
  tar: { what: 'tar', names: ['tar'], remedy: 'install tar: apt-get install tar' },
  compiler: {
    what: 'a C++ compiler (c++, g++ or clang++)',
    names: ['c++', 'g++', 'clang++'],
    remedy: 'install g++: apt-get install g++',
  },
} as const satisfies Record<string, Tool>;

/** The names under which the build's programs were found. */
export type FoundTools = Readonly<Record<keyof typeof tools, string>>;

/** Tries every program that the build needs; all that are missing are told at once. */
export const findTools = async (
  processes: ProcessRunner,
  signal: AbortSignal | undefined,
): Promise<{ readonly tools: FoundTools; readonly misses: readonly Miss[] }> => {
  const starts = async (command: string): Promise<boolean> => {
    const { end } = await processes.run({
      command,
      args: ['--version'],
      timeoutMs: 30_000,
      outputLimitBytes: 64 * 1024,
      ...(signal === undefined ? {} : { signal }),
    });
    return end.how !== 'not-started';
  };
  const firstOf = async ({ names }: Tool): Promise<string | undefined> => {
    for (const name of names) if (await starts(name)) return name;
    return undefined;
  };
  const [npm, git, tar, compiler] = await Promise.all([
    firstOf(tools.npm),
    firstOf(tools.git),
    firstOf(tools.tar),
    firstOf(tools.compiler),
  ]);
  const misses = Object.entries({ npm, git, tar, compiler })
    .filter(([, name]) => name === undefined)
    .map(([tool]) => tools[tool as keyof typeof tools])
    .map(({ what, remedy }) => ({ what, remedy: `${remedy}; or ${insteadOfBuilding}` }));
  return {
    tools: {
      npm: npm ?? 'npm',
      git: git ?? 'git',
      tar: tar ?? 'tar',
      compiler: compiler ?? 'c++',
    },
    misses,
  };
};

/** One call of a program by the build, and what to do when it fails. */
export interface ToolCall extends Pick<ProcessSpec, 'command' | 'args' | 'cwd' | 'env'> {
  readonly step: string;
  readonly hint: string;
}

/** Ten minutes: far more than any step takes on a slow machine with a slow network. */
const timeoutMs = 600_000;

/** Calls a program; anything but exit code 0 is a failure of the step. */
export const callTool = async (
  { step, hint, ...spec }: ToolCall,
  processes: ProcessRunner,
  signal: AbortSignal | undefined,
): Promise<Result<ProcessOutcome, Failure>> => {
  const outcome = await processes.run({
    ...spec,
    timeoutMs,
    outputLimitBytes: 2 ** 20,
    ...(signal === undefined ? {} : { signal }),
  });
  const ended = describeBadEnd(outcome.end);
  if (ended === undefined) return success(outcome);
  if (outcome.end.how === 'cancelled') return failed(interruption(signal));
  const said = lastLines(outcome.stderr === '' ? outcome.stdout : outcome.stderr);
  return failed({
    reason: 'provision-failed',
    step,
    problem: `'${spec.command}' failed: ${ended}${said === '' ? '' : `: ${said}`}`,
    hint,
  });
};

const interruption = (signal: AbortSignal | undefined): Failure => ({
  reason: 'interrupted',
  signal: typeof signal?.reason === 'string' ? signal.reason : 'cancellation',
});
