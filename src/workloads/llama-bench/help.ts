import type { LlamaBenchOptions } from './llama-bench.ts';

/** What a program's `--help` shows about it. */
export type HelpReading =
  | {
      readonly kind: 'llama-bench';
      readonly options: Omit<LlamaBenchOptions, 'fileBackedWeights'>;
      readonly tellsVersion: boolean;
    }
  | { readonly kind: 'too-old'; readonly lacks: string }
  | { readonly kind: 'other-program' };

/** Long options that every llama-bench has and that no other program has together. */
const marks = ['--model', '--n-prompt', '--n-gen', '--repetitions', '--threads', '--output'];

const readLoadModes = (
  lineOf: (option: string) => string | undefined,
): Pick<LlamaBenchOptions, 'loadMode' | 'loadModes'> => {
  const named = /<([\w+|]+)>/.exec(lineOf('--load-mode') ?? '')?.[1]?.split('|') ?? [];
  if (named.includes('mmap')) return { loadMode: 'load-mode', loadModes: named };
  // Builds without either option map the file, as all did by default.
  if (lineOf('--mmap') === undefined) return { loadMode: 'none', loadModes: ['mmap'] };
  const direct = lineOf('--direct-io') === undefined ? [] : ['dio'];
  return { loadMode: 'mmap-flag', loadModes: ['none', 'mmap', ...direct] };
};

/** Reads what llama-bench prints for `--help`. */
export const readHelp = (text: string): HelpReading => {
  const lineOf = (option: string): string | undefined =>
    text.split('\n').find((line) => new RegExp(`(?:^|[\\s,])${option}(?:[\\s,<]|$)`).test(line));
  if (marks.some((mark) => lineOf(mark) === undefined)) return { kind: 'other-program' };
  if (lineOf('--output')?.includes('jsonl') !== true)
    return { kind: 'too-old', lacks: "the output format 'jsonl'" };
  return {
    kind: 'llama-bench',
    options: {
      ...readLoadModes(lineOf),
      depth: lineOf('--n-depth') !== undefined,
    },
    tellsVersion: lineOf('--version') !== undefined,
  };
};

/** The version that llama.cpp's programs print for `--version`. */
export const readVersion = (text: string): string =>
  /^version:\s*(\S.*?)\s*$/m.exec(text)?.[1] ?? 'unknown';
