import { parseArgs } from 'node:util';
import { scopeKinds } from '../../src/model/scope.ts';

/** What a suite was asked for. */
export interface BenchOptions {
  readonly only: readonly string[];
  readonly repeat: number;
  readonly patienceMs: number;
  readonly retries: number;
  readonly write: boolean;
  /** The built program, where it is not this folder's. */
  readonly program?: string;
  /** The kind of scope to insist on. */
  readonly scope?: string;
  /** For runs of llama-bench: the model, the program, the threads. */
  readonly llama: LlamaOptions;
}

const llamaNames = ['model', 'llama-bench', 'threads'] as const;

/** Options of emulate for runs of llama-bench, by their names. */
export type LlamaOptions = Readonly<Partial<Record<(typeof llamaNames)[number], string>>>;

/** How a suite's command line differs from another's. */
export interface SuiteCommand {
  readonly name: string;
  readonly parts: readonly string[];
  /** What is to be known of the number of repetitions. */
  readonly repeatNote: string;
  /** It has programs put into scopes. */
  readonly hasScopes: boolean;
}

const usageOf = ({ name, parts, repeatNote, hasScopes }: SuiteCommand): string =>
  [
    `usage: npm run bench:${name} -- [options]`,
    '  --only PART,PART    only these parts (default: all)',
    `  --repeat N          repetitions of everything (default: 5${repeatNote})`,
    '  --patience SECONDS  longest wait for a quiet machine before each measurement (default: 60)',
    '  --retries N         how often a disturbed measurement is made again (default: 3)',
    '  --write             replace the table in docs/accuracy.md',
    '  --emulate FILE      the built program (default: dist/cli/main.js)',
    ...(hasScopes
      ? [`  --scope KIND        ${scopeKinds.join(', ')} (default: as emulate chooses)`]
      : []),
    '  --model FILE, --llama-bench PATH, --threads N   for the parts that run llama-bench',
    `Parts: ${parts.join(', ')}`,
  ].join('\n');

/** Thrown for a command line that is not understood; its message is for the user. */
export class UsageError extends Error {}

const wholeNumber = (name: string, text: string, least: number, usage: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(
      `--${name}: expected a whole number from ${least}, got '${text}'\n${usage}`,
    );
  return value;
};

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        only: { type: 'string' },
        repeat: { type: 'string', default: '5' },
        patience: { type: 'string', default: '60' },
        retries: { type: 'string', default: '3' },
        write: { type: 'boolean', default: false },
        emulate: { type: 'string' },
        scope: { type: 'string' },
        model: { type: 'string' },
        'llama-bench': { type: 'string' },
        threads: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

/** Reads a suite's command line. */
export const readOptions = (argv: readonly string[], command: SuiteCommand): BenchOptions => {
  const { hasScopes, parts } = command;
  const usage = usageOf(command);
  const values = parse(argv);
  if (values.help) throw new UsageError(usage);
  const only = values.only?.split(',') ?? parts;
  const unknown = only.filter((name) => !parts.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      `--only: expected some of ${parts.join(', ')}, got '${unknown.join(',')}'`,
    );
  const { emulate, scope } = values;
  const kinds: readonly string[] = hasScopes ? scopeKinds : [];
  if (scope !== undefined && !kinds.includes(scope))
    throw new UsageError(
      `--scope: expected ${kinds.length === 0 ? 'nothing, for this suite has no scopes' : `one of ${kinds.join(', ')}`}, got '${scope}'`,
    );
  return {
    only,
    repeat: wholeNumber('repeat', values.repeat, 1, usage),
    patienceMs: wholeNumber('patience', values.patience, 0, usage) * 1000,
    retries: wholeNumber('retries', values.retries, 0, usage),
    write: values.write,
    ...(emulate === undefined ? {} : { program: emulate }),
    ...(scope === undefined ? {} : { scope }),
    llama: Object.fromEntries(
      llamaNames.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
    ),
  };
};
