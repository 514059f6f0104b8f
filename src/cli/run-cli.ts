import type { Failure } from '../model/failure.ts';
import type { CommandSpec } from './command-spec.ts';
import { commands } from './command-table.ts';
import { exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import { reportFailure } from './report-failure.ts';

const unknownError = (error: unknown): Failure => ({
  reason: 'unknown-error',
  problem: error instanceof Error ? error.message : String(error),
  ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
});

/** What is this program's own: after `--` come the arguments of another one. */
const ownArguments = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
};

const commandNamedIn = (own: readonly string[]): CommandSpec | undefined =>
  own.flatMap((argument) => commands.filter(({ name }) => name === argument))[0];

/** Modules are loaded when they are needed: an answer about the program itself takes none of a command's. */
const answer = async (argv: readonly string[], io: Io): Promise<number> => {
  const own = ownArguments(argv);
  const named = commandNamedIn(own);
  if (own.includes('--version')) {
    const { toolVersion } = await import('./tool-version.ts');
    io.out(`${toolVersion()}\n`);
    return exitCodes.done;
  }
  if (own.includes('--help') || own.includes('-h')) {
    const { renderHelp } = await import('./help-text.ts');
    io.out(renderHelp(named?.name));
    return exitCodes.done;
  }
  const { parseCommandLine } = await import('./parse-command-line.ts');
  const parsed = await parseCommandLine(argv);
  if (parsed.kind === 'command') {
    const { loadCommand } = await import('./load-command.ts');
    const run = await loadCommand(parsed.command.name);
    return run(parsed.options, io);
  }
  const { explainUnknown } = await import('./unknown-argument.ts');
  const { message, hint } = explainUnknown(parsed.message, argv, named);
  io.err(`emulate: ${message}\n  hint: ${hint}\n`);
  return exitCodes.usage;
};

/** Runs one command line and returns its exit code; the one place where a stray exception ends. */
export const runCli = async (argv: readonly string[], io: Io): Promise<number> => {
  try {
    return await answer(argv, io);
  } catch (error) {
    return reportFailure(io, unknownError(error));
  }
};
