import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { LlamaBenchOptions } from './llama-bench.ts';

/** How the weights come into memory, and how a build of llama-bench is told. */
export interface LoadModeChoice {
  /** In the words of newer builds: `mmap`, `none` (read into memory), `dio` (the same, past the page cache). */
  readonly mode: string;
  /** The arguments that say so; none for builds that know only one way. */
  readonly args: readonly string[];
  /** The user's other arguments: said twice, llama-bench would measure everything twice. */
  readonly rest: readonly string[];
}

/** The options of newer and older builds, by their names in llama-bench's help. */
const options: Readonly<Record<string, 'load-mode' | 'mmap' | 'direct-io'>> = {
  '-lm': 'load-mode',
  '--load-mode': 'load-mode',
  '-mmp': 'mmap',
  '--mmap': 'mmap',
  '-dio': 'direct-io',
  '--direct-io': 'direct-io',
};

/** llama-bench reads '--n_prompt' as '--n-prompt'. */
export const optionName = (argument: string): string =>
  argument.startsWith('--') ? argument.replaceAll('_', '-') : argument;

const refuse = (expected: string, got: string): Result<never, Failure> =>
  failed({ reason: 'invalid-option', option: '--', expected, got });

interface Said {
  /** Undefined when nothing was said. */
  readonly mode: string | undefined;
  readonly rest: readonly string[];
}

/** What the user's arguments say, in the words of newer builds. */
const readChoice = (extra: readonly string[]): Result<Said, Failure> => {
  const said = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < extra.length; at += 1) {
    const argument = extra[at] ?? '';
    const name = optionName(argument);
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      rest.push(argument);
      continue;
    }
    at += 1;
    const value = extra[at] ?? '';
    if (said.has(option) || (said.size > 0 && (option === 'load-mode' || said.has('load-mode'))))
      return refuse('one load mode, said once', `${argument} ${value}`.trim());
    if (option !== 'load-mode' && value !== '0' && value !== '1')
      return refuse(`0 or 1 after '${argument}'`, value);
    said.set(option, value);
  }
  if (said.size === 0) return success({ mode: undefined, rest });
  const flags = said.get('direct-io') === '1' ? 'dio' : said.get('mmap') === '0' ? 'none' : 'mmap';
  return success({ mode: said.get('load-mode') ?? flags, rest });
};

const argsFor = ({ loadMode, loadModes }: LlamaBenchOptions, mode: string): readonly string[] => {
  switch (loadMode) {
    case 'load-mode':
      return ['--load-mode', mode];
    case 'mmap-flag':
      // Some builds read past the page cache unless told otherwise, whatever --mmap says.
      return [
        ...['--mmap', mode === 'mmap' ? '1' : '0'],
        ...(loadModes.includes('dio') ? ['--direct-io', mode === 'dio' ? '1' : '0'] : []),
      ];
    case 'none':
      return [];
  }
};

/**
 * The load mode of a run: the user's, said in the words of newer or older builds, else `mmap`. It is
 * always passed on where the build takes one, because builds differ in their default.
 */
export const chooseLoadMode = (
  build: LlamaBenchOptions,
  extra: readonly string[],
): Result<LoadModeChoice, Failure> => {
  const said = readChoice(extra);
  if (!said.ok) return said;
  const { mode = 'mmap', rest } = said.value;
  if (said.value.mode !== undefined && !build.loadModes.includes(mode))
    return refuse(`a load mode that this llama-bench knows: ${build.loadModes.join(', ')}`, mode);
  return success({ mode, args: argsFor(build, mode), rest });
};
