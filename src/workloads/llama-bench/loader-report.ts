import { readElf, type ElfFacts } from '../../model/elf.ts';
import { readProgramHead } from '../../model/preload.ts';
import type { Files } from '../../ports/files.ts';
import { mostProgramBytes, wayOut } from './llama-bench.ts';
import type { ProblemAndHint } from './start-failure.ts';

/**
 * Asks glibc's loader to tell on standard error what it loads (ld.so(8)). It ignores this where it
 * ignores LD_PRELOAD: in a program with more rights than its user, and in a static one.
 */
export const askLoader: Readonly<Record<string, string>> = { LD_DEBUG: 'files' };

/** What the loaders of a program and of all that it started told. */
export interface LoaderReport {
  /** A loader of glibc was there and did as it was told. */
  readonly heard: boolean;
  /** One of them loaded llama.cpp as a library, so another library can be put before it. */
  readonly loadedLlama: boolean;
  /** What the programs themselves wrote. */
  readonly rest: string;
}

/** Lines of a loader begin with the number of its process. */
const told = /^\s*\d+:\t/;

/** Parts what loaders told from what programs wrote to standard error. */
export const readLoaderReport = (stderr: string): LoaderReport => {
  const lines = stderr.split('\n');
  const report = lines.filter((line) => told.test(line));
  return {
    heard: report.length > 0,
    loadedLlama: report.some((line) => /calling init: .*\/libllama[^/]*$/.test(line)),
    rest: lines.filter((line) => !told.test(line)).join('\n'),
  };
};

/** It runs with glibc, whose loader was asked; loaders of other C libraries tell nothing. */
const needsGlibc = (elf: ElfFacts | undefined): boolean =>
  elf?.needed?.includes('libc.so.6') === true;

/**
 * Why the tier would not reach llama.cpp, by what happened when the program was started: of rights
 * that a program has of its own, and of what a script starts, the file alone says nothing.
 */
export const whyNotReached = async (
  { path, program }: { readonly path: string; readonly program: Uint8Array },
  report: LoaderReport,
  files: Pick<Files, 'readBytes'>,
): Promise<ProblemAndHint | undefined> => {
  if (report.loadedLlama) return undefined;
  const head = readProgramHead(program);
  if (head.kind === 'program')
    return !needsGlibc(readElf(program))
      ? undefined
      : {
          problem:
            'the loader ignores LD_PRELOAD for it, as for every program with rights of its own (file capabilities), so the tier cannot act in it',
          hint: `see them with: getcap '${path}'; use a copy, which has none: cp '${path}' DIR, then pass the copy with --llama-bench`,
        };
  if (!report.heard) {
    const shell = await files.readBytes(head.interpreter, 0, mostProgramBytes);
    const elf = shell.ok ? readElf(shell.value) : undefined;
    if (elf?.hasLoader === true && !needsGlibc(elf)) return undefined;
  }
  return {
    problem:
      'it is a script, and what it starts was not seen to load llama.cpp as a library: a static llama-bench, or one that is started without the environment (env -i, sudo, a container), cannot be reached by the tier (a library loaded with LD_PRELOAD)',
    hint: `let the script start a dynamically linked llama-bench in its own environment; or ${wayOut}`,
  };
};
