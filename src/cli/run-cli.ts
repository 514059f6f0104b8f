import yargs, { type Argv } from 'yargs';
import type { Failure } from '../model/failure.ts';
import type { Io } from './io.ts';
import type { RawOptions } from './options.ts';
import { reportFailure } from './report-failure.ts';
import { toolVersion } from './tool-version.ts';

/** A command: checks its options, does its work, returns the exit code. Loaded only when it is called. */
type Command = (options: RawOptions, io: Io) => Promise<number>;

class UsageError extends Error {}

const commands = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  profiles: async () => (await import('./commands/profiles.ts')).profilesCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  modelMake: async () => (await import('./commands/model-make.ts')).modelMakeCommand,
} satisfies Record<string, () => Promise<Command>>;

const epilogue = `Exit codes: 0 done; 1 unexpected; 2 usage or invalid profile; 3 finished, but some runs failed;
4 this host cannot enforce what was asked; 5 another measurement is running here; 130/143 interrupted.
Results on standard output, everything else on standard error.`;

const planOptions = (args: Argv): Argv =>
  args
    .option('profile', { type: 'string', describe: 'name of a shipped profile, or a file' })
    .option('quick', {
      type: 'boolean',
      describe: '3 rounds, small tests, first sweep only; indicative',
    })
    .option('set', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'override, e.g. tier.readBandwidth=25GB/s; repeatable',
    })
    .option('sweep', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'replace the sweeps, e.g. tier.readLatency=5us,20us; repeatable',
    })
    .option('rounds', { type: 'string', describe: 'rounds that count' })
    .option('seed', { type: 'string', describe: 'seed of the order of cases (default: 1)' })
    .option('threads', {
      type: 'string',
      describe: "llama-bench's threads (default: physical cores)",
    })
    .option('model', { type: 'string', describe: 'GGUF file (default: a synthetic demo model)' })
    .option('llama-bench', {
      type: 'string',
      describe: 'llama-bench to measure with (default: found on the PATH, else built)',
    })
    .option('json', { type: 'boolean', describe: 'one JSON document on standard output' });

const runOptions = (args: Argv): Argv =>
  planOptions(args)
    .option('out', { type: 'string', describe: 'folder for results (default: ./results)' })
    .option('dry-run', { type: 'boolean', describe: 'print the plan, change nothing' })
    .option('progress', {
      type: 'boolean',
      default: true,
      describe: 'progress line on a terminal',
    });

const build = (
  argv: readonly string[],
  io: Io,
  choose: (command: Promise<number>) => void,
): Argv => {
  const handler =
    (load: () => Promise<Command>) =>
    (options: RawOptions): void => {
      choose(load().then((command) => command(options, io)));
    };
  return yargs([...argv])
    .scriptName('emulate')
    .locale('en')
    .version(toolVersion())
    .usage('$0 --profile NAME   measure how pp and tg fall as a memory tier gets slower')
    .parserConfiguration({
      'populate--': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .option('verbose', { alias: 'v', type: 'count', describe: 'more messages' })
    .option('quiet', { alias: 'q', type: 'boolean', describe: 'warnings and results only' })
    .command(
      ['run', '$0'],
      'run a profile: the sweep, its curves, its report',
      runOptions,
      handler(commands.run),
    )
    .command(
      'plan',
      'print cases, order and command line; change nothing',
      planOptions,
      handler(commands.plan),
    )
    .command(
      'profiles [action] [names..]',
      'list | show NAME | check FILE...',
      (args) =>
        args
          .positional('action', {
            type: 'string',
            default: 'list',
            describe: 'list, show or check',
          })
          .positional('names', {
            type: 'string',
            array: true,
            default: [],
            describe: 'names or files',
          })
          .option('json', { type: 'boolean', describe: 'one JSON document on standard output' }),
      handler(commands.profiles),
    )
    .command(
      'report <folders..>',
      'rebuild every output from recorded runs; runs nothing',
      (args) =>
        args.positional('folders', { type: 'string', array: true, describe: 'folders of results' }),
      handler(commands.report),
    )
    .command(
      'model <action>',
      'make: write a synthetic GGUF of a known model shape',
      (args) =>
        args
          .positional('action', { type: 'string', choices: ['make'], describe: 'make' })
          .option('shape', {
            type: 'string',
            demandOption: true,
            describe: 'demo, qwen2.5-0.5b, qwen2.5-3b, ...',
          })
          .option('out', { type: 'string', demandOption: true, describe: 'file to write' })
          .option('seed', {
            type: 'string',
            describe: 'the same seed gives the same bytes (default: 1)',
          }),
      handler(commands.modelMake),
    )
    .example('$0 --profile hbf-50gbps --quick', 'a first curve on a synthetic model, in minutes')
    .example('$0 --profile hbf-50gbps --model m.gguf', 'the full sweep on your own model')
    .example('$0 --profile hbf-50gbps --set tier.buffer=128MiB --dry-run', 'what would be measured')
    .example('$0 profiles check my.yaml', 'every problem of a profile, with its place')
    .epilogue(epilogue)
    .strict()
    .recommendCommands()
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message: string, error: Error | undefined) => {
      throw error ?? new UsageError(message);
    })
    .wrap(100);
};

const unknownError = (error: unknown): Failure => ({
  reason: 'unknown-error',
  problem: error instanceof Error ? error.message : String(error),
  ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
});

/** Runs one command line and returns its exit code; the one place where a stray exception ends. */
export const runCli = async (argv: readonly string[], io: Io): Promise<number> => {
  let chosen: Promise<number> | undefined;
  try {
    await build(argv, io, (command) => {
      chosen = command;
    }).parseAsync();
    return (await chosen) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`emulate: ${error.message}\n  hint: 'emulate --help' lists commands and options\n`);
      return 2;
    }
    return reportFailure(io, unknownError(error));
  }
};
