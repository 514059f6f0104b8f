import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { TestSpec } from '../../model/test-name.ts';
import type { LlamaBench } from './llama-bench.ts';
import { chooseLoadMode, optionName } from './load-mode.ts';

/** What one llama-bench process is to measure. */
export interface LlamaBenchRequest {
  /** Path of the model, absolute. */
  readonly model: string;
  /** Every combination of some lengths with some depths; see {@link inMeasuredOrder}. */
  readonly tests: readonly TestSpec[];
  readonly threads: number;
  /** The user's own arguments, from after `--`. */
  readonly extra?: readonly string[];
}

/** Options that decide what is measured or how it is read; the rest is the user's to choose. */
const reserved: Readonly<Record<string, string>> = {
  '-m': '--model',
  '--model': '--model',
  '-hf': '--model',
  '-hfr': '--model',
  '--hf-repo': '--model',
  '-hff': '--model',
  '--hf-file': '--model',
  '-t': '--threads',
  '--threads': '--threads',
  '-p': "the profile's workload.prompt",
  '--n-prompt': "the profile's workload.prompt",
  '-n': "the profile's workload.gen",
  '--n-gen': "the profile's workload.gen",
  '-pg': "the profile's workload.prompt and workload.gen",
  '-d': "the profile's workload.depth",
  '--n-depth': "the profile's workload.depth",
  '-o': "emulate's own choice, 'jsonl'",
  '--output': "emulate's own choice, 'jsonl'",
  '-h': 'llama-bench --help by itself',
  '--help': 'llama-bench --help by itself',
  '--version': 'llama-bench --version by itself',
  '--list-devices': 'llama-bench --list-devices by itself',
};

/**
 * The tests in the order in which llama-bench measures them: depth by depth, first all prompts,
 * then all generated lengths, then the pairs of both; it measures every combination.
 */
export const inMeasuredOrder = (tests: readonly TestSpec[]): readonly TestSpec[] => {
  const { prompts, gens, pairs, depths } = lengthsOf(tests);
  const measured = depths.flatMap((depth) => [
    ...prompts.map((prompt) => ({ prompt, gen: 0, depth })),
    ...gens.map((gen) => ({ prompt: 0, gen, depth })),
    ...pairs.map(({ prompt, gen }) => ({ prompt, gen, depth })),
  ]);
  if (measured.length !== new Set(tests.map(keyOf)).size)
    throw new Error('Internal error: the tests are not all combinations of lengths and depths');
  return measured;
};

const keyOf = ({ prompt, gen, depth }: TestSpec): string => `${prompt} ${gen} ${depth}`;

const lengthsOf = (tests: readonly TestSpec[]) => {
  const unique = (values: readonly number[]): readonly number[] => [...new Set(values)];
  const pairs = tests.filter(({ prompt, gen }) => prompt > 0 && gen > 0);
  const pairKey = ({ prompt, gen }: TestSpec): string => `${prompt} ${gen}`;
  return {
    prompts: unique(tests.filter(({ gen }) => gen === 0).map(({ prompt }) => prompt)),
    gens: unique(tests.filter(({ prompt }) => prompt === 0).map(({ gen }) => gen)),
    pairs: [...new Map(pairs.map((pair) => [pairKey(pair), pair])).values()],
    depths: unique(tests.map(({ depth }) => depth)),
  };
};

/** What one run is started with. */
export interface LlamaBenchCommand {
  /** The argument vector, program first. */
  readonly argv: readonly string[];
  /** The load mode asked for; see {@link chooseLoadMode}. */
  readonly loadMode: string;
}

/** The command line of one run. */
export const llamaBenchArgv = (
  bench: LlamaBench,
  { model, tests, threads, extra = [] }: LlamaBenchRequest,
): Result<LlamaBenchCommand, Failure> => {
  const checked = checkExtra(extra) ?? checkModel(model) ?? checkDepth(bench, tests);
  if (checked !== undefined) return failed(checked);
  const load = chooseLoadMode(bench.options, extra);
  if (!load.ok) return load;
  const { prompts, gens, pairs, depths } = lengthsOf(inMeasuredOrder(tests));
  // A length of 0 stands for "none": without the option llama-bench takes its default lengths.
  const list = (lengths: readonly number[]): string =>
    lengths.length === 0 ? '0' : lengths.join(',');
  const argv = [
    bench.path,
    ...['-m', model],
    ...['-p', list(prompts)],
    ...['-n', list(gens)],
    ...pairs.flatMap(({ prompt, gen }) => ['-pg', `${prompt},${gen}`]),
    ...(bench.options.depth ? ['-d', list(depths)] : []),
    ...['-t', String(threads)],
    ...load.value.args,
    ...['-r', '1', '-o', 'jsonl'],
    // Last, so that single-valued options such as -r are the user's where given.
    ...load.value.rest,
  ];
  return success({ argv, loadMode: load.value.mode });
};

const checkExtra = (extra: readonly string[]): Failure | undefined => {
  const refuse = (expected: string, got: string): Failure => ({
    reason: 'invalid-option',
    option: '--',
    expected,
    got,
  });
  for (const [index, argument] of extra.entries()) {
    const name = optionName(argument);
    if (Object.hasOwn(reserved, name))
      return refuse(
        `options of llama-bench that emulate does not set itself; use ${reserved[name] ?? ''}`,
        argument,
      );
    // 'a,b', '1-4' and '1-8*2' make llama-bench measure every test once for each value.
    if (argument.includes(',') || /^\d+-\d+(?:[+*]\d+)?$/.test(argument))
      return refuse('one value for each option of llama-bench, no list and no range', argument);
    const count = extra[index + 1] ?? '';
    if ((name === '-r' || name === '--repetitions') && !/^[1-9]\d{0,3}$/.test(count))
      return refuse(`a number of repetitions from 1 to 9999 after '${argument}'`, count);
  }
  return undefined;
};

/** llama-bench splits the model's path at commas, and has no way to quote them. */
const checkModel = (model: string): Failure | undefined =>
  model.includes(',')
    ? {
        reason: 'model-unusable',
        path: model,
        problem: 'llama-bench takes a comma in the path for the end of the name',
        hint: 'rename the file or folder, or pass a link to it: ln -s MODEL model.gguf',
      }
    : undefined;

const checkDepth = (bench: LlamaBench, tests: readonly TestSpec[]): Failure | undefined =>
  !bench.options.depth && tests.some(({ depth }) => depth > 0)
    ? {
        reason: 'workload-unusable',
        path: bench.path,
        problem: 'it is too old to measure at a depth (it lacks --n-depth)',
        hint: "update llama.cpp, or set the profile's workload.depth to [0]",
      }
    : undefined;
