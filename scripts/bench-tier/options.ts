import { parseArgs } from 'node:util';

/** What the benchmark was asked for. */
export interface BenchOptions {
  readonly only: readonly string[];
  readonly repeat: number;
  readonly patienceMs: number;
  readonly retries: number;
  readonly write: boolean;
  /** The built program, where it is not this folder's. */
  readonly emulate?: string;
  /** Passed on to runs of llama-bench. */
  readonly llama: readonly string[];
}

const usage = `usage: npm run bench:tier -- [options]
  --only PART,PART    only these parts (default: all)
  --repeat N          repetitions of everything (default: 5; null and recording take 10 at least)
  --patience SECONDS  longest wait for a quiet machine before each measurement (default: 60)
  --retries N         how often a disturbed measurement is made again (default: 3)
  --write             replace the table in docs/accuracy.md
  --emulate FILE      the built program (default: dist/cli/main.js)
  --model FILE, --llama-bench PATH, --threads N   for the parts that run llama-bench
`;

/** Thrown for a command line that is not understood; its message is for the user. */
export class UsageError extends Error {}

const wholeNumber = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(
      `--${name}: expected a whole number from ${least}, got '${text}'\n${usage}`,
    );
  return value;
};

/** Reads the command line. */
export const readOptions = (argv: readonly string[], parts: readonly string[]): BenchOptions => {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      repeat: { type: 'string', default: '5' },
      patience: { type: 'string', default: '60' },
      retries: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
      emulate: { type: 'string' },
      model: { type: 'string' },
      'llama-bench': { type: 'string' },
      threads: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) throw new UsageError(`${usage}Parts: ${parts.join(', ')}`);
  const only = values.only?.split(',') ?? parts;
  const unknown = only.filter((name) => !parts.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      `--only: expected some of ${parts.join(', ')}, got '${unknown.join(',')}'`,
    );
  return {
    only,
    repeat: wholeNumber('repeat', values.repeat, 1),
    patienceMs: wholeNumber('patience', values.patience, 0) * 1000,
    retries: wholeNumber('retries', values.retries, 0),
    write: values.write,
    ...(values.emulate === undefined ? {} : { emulate: values.emulate }),
    llama: (['model', 'llama-bench', 'threads'] as const).flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [`--${name}`, value];
    }),
  };
};
