import type { ExitCodeText } from './command-spec.ts';

/** Every exit code of every command but `exec`. */
export const exitCodeTexts: readonly ExitCodeText[] = [
  { code: '0', means: 'done' },
  { code: '1', means: 'unexpected: a file that cannot be read or written, or a mistake' },
  { code: '2', means: 'usage, or an invalid profile or model' },
  { code: '3', means: 'finished, but some runs failed or some points are not proven' },
  { code: '4', means: 'this host cannot enforce what was asked' },
  { code: '5', means: 'another measurement is running on this host' },
  { code: '6', means: 'a requirement is not met (solve --check)' },
  { code: '130/143', means: 'interrupted; the runs that had ended are recorded' },
];

/** Some of the exit codes, in their order. */
export const codes = (...wanted: readonly string[]): readonly ExitCodeText[] =>
  exitCodeTexts.filter(({ code }) => wanted.includes(code));

/** Those of `merge`, which records nothing. */
export const mergeExitCodes: readonly ExitCodeText[] = [
  ...codes('0', '1', '2'),
  { code: '130/143', means: 'interrupted; nothing was written' },
];

/** Those of `cleanup`. */
export const cleanupExitCodes: readonly ExitCodeText[] = [
  { code: '0', means: 'nothing is left behind any more' },
  { code: '1', means: 'the journal cannot be read' },
  { code: '3', means: 'something could not be undone; it is named, and stays noted down' },
  { code: '5', means: 'a measurement is running on this host; nothing was done' },
];

/** Those of `exec`, which are the program's own as far as they can be. */
export const execExitCodes: readonly ExitCodeText[] = [
  { code: 'its own', means: '128+N when signal N killed it' },
  { code: '3', means: 'it ended with 0, but the limits were not proven to act' },
  { code: '2, 4, 5', means: 'before it: usage; cannot be enforced; another measurement runs' },
  { code: '126', means: 'the program is there, but cannot be run' },
  { code: '127', means: 'the program was not found' },
];
