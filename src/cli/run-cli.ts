import yargs, { type Argv } from 'yargs';
import type { Failure } from '../model/failure.ts';
import {
  calibrateOptions,
  commonOptions,
  compareOptions,
  execOptions,
  modelOptions,
  planOptions,
  runOptions,
  solveOptions,
} from './command-options.ts';
import { exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import type { RawOptions } from './options.ts';
import { reportFailure } from './report-failure.ts';
import { toolVersion } from './tool-version.ts';
import { explainUnknown } from './unknown-argument.ts';

/** A command: checks its options, does its work, returns the exit code. Loaded only when it is called. */
type Command = (options: RawOptions, io: Io) => Promise<number>;

class UsageError extends Error {}

const commands = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  profiles: async () => (await import('./commands/profiles.ts')).profilesCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  solve: async () => (await import('./commands/solve.ts')).solveCommand,
  compare: async () => (await import('./commands/compare.ts')).compareCommand,
  calibrate: async () => (await import('./commands/calibrate.ts')).calibrateCommand,
  exec: async () => (await import('./commands/exec.ts')).execCommand,
  modelMake: async () => (await import('./commands/model-make.ts')).modelMakeCommand,
} satisfies Record<string, () => Promise<Command>>;

const epilogue = `Exit codes: 0 done; 1 unexpected; 2 usage or invalid profile; 3 finished, but some runs
failed or some points are not proven; 4 this host cannot enforce what was asked; 5 another
measurement is running here; 6 a requirement is not met (solve --check); 130/143 interrupted.
Results on standard output, everything else on standard error.`;

const execEpilogue = `Everything after -- is the program and its arguments. It has this terminal and these streams;
the evidence follows on standard error when it has ended.
Exit codes: the program's own (128+N when signal N killed it); 3 if that was 0 but the limits were
not proven to act; before the program: 2 usage, 4 cannot be enforced, 5 another measurement is
running here, 126 not executable, 127 not found.`;

const known = {
  commands: ['run', 'plan', 'profiles', 'report', 'solve', 'compare', 'calibrate', 'exec', 'model'],
  options: Object.keys({
    ...runOptions,
    ...execOptions,
    ...modelOptions,
    ...solveOptions,
    ...compareOptions,
    ...commonOptions,
    help: {},
    version: {},
  }),
};

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
    .options(commonOptions)
    .command(
      ['run', '$0'],
      'run a profile: the sweep, its curves, its report',
      (args) => args.options(runOptions),
      handler(commands.run),
    )
    .command(
      'plan',
      'print cases, their order and the tests; change nothing',
      (args) => args.options(planOptions),
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
          .option('json', planOptions.json),
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
      'solve <folder>',
      'the level that keeps a share of throughput, with its interval; runs nothing',
      (args) =>
        args
          .positional('folder', { type: 'string', describe: 'folder of results' })
          .options(solveOptions)
          .example('$0 solve results/DIR --keep tg=90%', 'the requirement, ready to be pasted')
          .example(
            '$0 solve results/DIR --check --at tier.readBandwidth=25GB/s',
            'exit code 6 if 25 GB/s is too little',
          ),
      handler(commands.solve),
    )
    .command(
      'compare <a> <b>',
      'hold B against the base A: folders of results, or CSV files',
      (args) =>
        args
          .positional('a', {
            type: 'string',
            describe: 'the base: a folder of results, or a CSV file',
          })
          .positional('b', { type: 'string', describe: 'what is compared with it' })
          .options(compareOptions)
          .example('$0 compare warm.csv cold.csv --labels warm,cold', 'medians, deltas, intervals'),
      handler(commands.compare),
    )
    .command(
      'exec',
      'run any program (after --) under a profile, with evidence',
      (args) =>
        args
          .usage('$0 exec --profile NAME [--model FILE]... -- COMMAND...')
          .options(execOptions)
          .example(
            '$0 exec --profile hbf-50gbps --model m.gguf -- llama-cli -m m.gguf -p Hello',
            'a model behind the tier',
          )
          .example(
            '$0 exec --profile hbf-50gbps --set tier.readBandwidth=1GB/s --model data -- ' +
              'fio --name=read --filename=data --ioengine=mmap --readonly',
            'what fio sees of it',
          )
          .example(
            '$0 exec --profile hbf-50gbps --case null --model m.gguf -- ./my-program m.gguf',
            'the same without limits, for a ratio',
          )
          .epilogue(execEpilogue),
      handler(commands.exec),
    )
    .command(
      'calibrate',
      'measure what the tier delivers on this host, asked against measured',
      (args) => args.options(calibrateOptions),
      handler(commands.calibrate),
    )
    .command(
      'model <action>',
      'make: write a synthetic GGUF of a known model shape',
      (args) =>
        args
          .positional('action', { type: 'string', choices: ['make'], describe: 'make' })
          .options(modelOptions),
      handler(commands.modelMake),
    )
    .example('$0 --profile hbf-50gbps --quick', 'a first curve on a synthetic model, in minutes')
    .example('$0 --profile hbf-50gbps --model m.gguf', 'the full sweep on your own model')
    .example('$0 --profile hbf-50gbps --set tier.buffer=32MiB --dry-run', 'what would be measured')
    .example('$0 profiles check my.yaml', 'every problem of a profile, with its place')
    .epilogue(epilogue)
    .strict()
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
      const { message, hint } = explainUnknown(error.message, argv, known);
      io.err(`emulate: ${message}\n  hint: ${hint}\n`);
      return exitCodes.usage;
    }
    return reportFailure(io, unknownError(error));
  }
};
