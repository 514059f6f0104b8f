import { describeBadEnd } from '../../model/process-end.ts';
import type { ProcessOutcome } from '../../ports/process-runner.ts';

/** A problem in words, with the way out. */
export interface ProblemAndHint {
  readonly problem: string;
  readonly hint: string;
}

/** The last lines of a text that say something, shortened for a message. */
export const lastLines = (text: string, count = 3): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-count)
    .join(' | ')
    .slice(-500);

/** Why a llama-bench did not even print its help; the loader's messages are explained. */
export const explainStart = (outcome: ProcessOutcome): ProblemAndHint | undefined => {
  const { end, stderr } = outcome;
  const ended = describeBadEnd(end);
  if (ended === undefined) return undefined;
  const library = /error while loading shared libraries: ([^:\s]+):/.exec(stderr)?.[1];
  if (library !== undefined)
    return {
      problem: `it needs the library '${library}', which was not found`,
      hint: 'install that library, or add its folder to LD_LIBRARY_PATH',
    };
  const version = /version [`']([A-Za-z]+_[0-9.]+)' not found/.exec(stderr)?.[1];
  if (version !== undefined)
    return {
      problem: `it needs ${version}, which this machine's ${
        version.startsWith('GLIBC_') ? 'C library (glibc)' : 'C++ library (libstdc++)'
      } is too old for`,
      hint: 'build llama.cpp on this machine and pass its llama-bench with --llama-bench PATH, or use a newer distribution',
    };
  if (end.how === 'killed-by-signal' && end.signal === 'SIGILL')
    return {
      problem: 'it uses instructions that this processor does not have (SIGILL)',
      hint: 'build llama.cpp on this machine and pass its llama-bench with --llama-bench PATH',
    };
  const said = lastLines(stderr);
  return {
    problem: `'--help' failed: ${ended}${said === '' ? '' : `: ${said}`}`,
    hint: 'try it by hand with --help, or pass another one with --llama-bench PATH',
  };
};
