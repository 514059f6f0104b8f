/**
 * How a command of a document is tried:
 * - run: as it stands, in a workspace in which `emulate` makes sweeps short;
 * - plan: the same, but sweeps are only planned;
 * - npm: the script must be there, and its program must know the options;
 * - file: the file must be there, be executable, and be right to its shell;
 * - known: it cannot be tried here at all.
 */
export type HowTried = 'run' | 'plan' | 'npm' | 'file' | 'known';

/** What is done with the commands that a pattern matches. */
export interface DocumentRule {
  readonly pattern: RegExp;
  readonly how: HowTried;
  /** Exit codes that are as they should be. */
  readonly codes: readonly number[];
  /** Why it is tried in this way, and may end in these ways. */
  readonly why: string;
  /** The command that is tried in the place of the documented one. */
  readonly instead?: (text: string) => string;
}

const kernelProfiles = '(?:io-cap|memory-cliff|cache-drop|noisy-neighbour)';

/** The part of a command line that `emulate` is told, whoever starts it. */
const ofEmulate = (text: string): string =>
  text.replace(/^.*?"?(?:\$PWD\/)?dist\/cli\/main\.js"? /, 'emulate ');

const sweepCodes = 'a busy machine may violate a limit (3), which is no fault of the command';

/** The first rule that matches a command decides. A command without a rule fails the tests. */
const documentRules: readonly DocumentRule[] = [
  {
    pattern: /^(?:sudo|systemd-run) .*dist\/cli\/main\.js/,
    how: 'plan',
    codes: [0, 4],
    why: 'needs root or a systemd of the user: what they start is planned; the tests of the level guest run it',
    instead: ofEmulate,
  },
  { pattern: /^alias emulate=/, how: 'run', codes: [0], why: 'names the built program' },
  {
    pattern: /^scripts\/(?:quickstart|test)$/,
    how: 'file',
    codes: [0],
    why: 'installs packages, builds and measures: this test is part of it',
  },
  {
    pattern: /^npm ci$/,
    how: 'known',
    codes: [],
    why: 'would replace the packages that this test runs from; scripts/test does it',
  },
  {
    pattern: /^npm run dev -- /,
    how: 'plan',
    codes: [0],
    why: 'the sources in place of the build: the options are the same',
    instead: (text) => text.replace(/^npm run dev -- /, 'emulate '),
  },
  {
    pattern: /^npm run [\w:]+(?: -- .*)?$/,
    how: 'npm',
    codes: [0],
    why: 'checks, tests and benchmarks take minutes to hours',
  },
  {
    pattern: /llama\.cpp\/scripts\//,
    how: 'known',
    codes: [],
    why: "a script of llama.cpp's own, which is no part of this repository",
  },
  {
    pattern: /^emulate cleanup/,
    how: 'run',
    codes: [0, 3, 5],
    why: 'what this machine was left with is not of this test (3), nor is what is measured on it (5)',
  },
  {
    pattern: new RegExp(`^emulate plan .*--profile ${kernelProfiles}`),
    how: 'run',
    codes: [0, 4],
    why: 'says what is missing where control groups are (4)',
  },
  {
    pattern: new RegExp(`^emulate exec .*--profile ${kernelProfiles}`),
    how: 'run',
    codes: [0, 3, 4],
    why: 'refused where there are no control groups or no disk (4); a small file may not be limited (3)',
  },
  {
    pattern: /^emulate exec /,
    how: 'run',
    codes: [0, 3],
    why: 'a small file fits into the buffer of the tier and is then not limited (3)',
  },
  {
    pattern: new RegExp(`^emulate .*--profile ${kernelProfiles}`),
    how: 'plan',
    codes: [0, 4],
    why: 'needs control groups (4): test/e2e/kernel-constraints runs them where they are',
  },
  {
    pattern: /^emulate slurm /,
    how: 'run',
    codes: [0],
    why: 'prints a script and submits nothing',
    instead: (text) => text.replace('/shared/', ''),
  },
  {
    pattern: /^bash submit\.sh$/,
    how: 'known',
    codes: [],
    why: 'needs a cluster: test/e2e/slurm submits to one on this machine',
  },
  {
    pattern: /^emulate (?:run )?-.*--design /,
    how: 'plan',
    codes: [0],
    why: 'has more cases than a test has time for',
  },
  {
    pattern: /^emulate (?:run )?-.*--shard /,
    how: 'plan',
    codes: [0],
    why: 'a shard is measured like any sweep; the tests of merge join shards',
  },
  {
    pattern: /^emulate merge /,
    how: 'known',
    codes: [],
    why: 'joins folders of several machines, which are not here; the integration tests merge such',
  },
  {
    pattern: /^parallel /,
    how: 'known',
    codes: [],
    why: 'needs several machines that share a folder: test/e2e/parallel gives it this one',
  },
  {
    pattern: /^kubectl /,
    how: 'known',
    codes: [],
    why: 'needs a cluster; the integration tests of its manifest run what a pod would',
  },
  { pattern: /^emulate (?:run )?-.*--dry-run/, how: 'run', codes: [0], why: 'changes nothing' },
  { pattern: /^emulate (?:run )?-/, how: 'run', codes: [0, 3], why: sweepCodes },
  {
    pattern: /^emulate solve .*--check/,
    how: 'run',
    codes: [0, 6],
    why: 'tells by its exit code whether the requirement is met',
  },
  {
    pattern: /^emulate calibrate\b/,
    how: 'run',
    codes: [0],
    why: 'takes a minute without --quick',
    instead: (text) =>
      text.includes('--quick') ? text : text.replace('calibrate', 'calibrate --quick'),
  },
  {
    pattern: /^emulate doctor .*\| jq -e /,
    how: 'run',
    codes: [0, 1],
    why: 'jq tells by its exit code whether this host can run the profile',
  },
  {
    pattern: /^emulate doctor\b/,
    how: 'run',
    codes: [0, 4],
    why: 'this host may lack something (4)',
    instead: (text) => text.replace('/data/', ''),
  },
  { pattern: /^for .*\n emulate -/s, how: 'run', codes: [0, 3], why: sweepCodes },
  {
    pattern: /^emulate (?:plan|profiles|report|solve|compare|export|model|completion|cleanup) /,
    how: 'run',
    codes: [0],
    why: 'takes seconds',
  },
  {
    pattern: /^emulate (?:profiles|--version|--help)$/,
    how: 'run',
    codes: [0],
    why: 'takes seconds',
  },
  {
    pattern: /^source <\((?:command )?emulate completion \w+\)$/,
    how: 'run',
    codes: [0],
    why: 'the shell reads what is printed',
    instead: (text) => text.replace('completion zsh', 'completion bash').replace('command ', ''),
  },
  {
    pattern: /^(?:jq|duckdb|sqlite3|head) /,
    how: 'run',
    codes: [0],
    why: 'reads what the commands before it wrote',
  },
];

/** Programs of others that commands of documents use; without them a command is skipped. */
export const foreignPrograms = ['fio', 'jq', 'duckdb', 'sqlite3', 'python3'] as const;

/** The rule for a command, or undefined. */
export const findRule = (text: string): DocumentRule | undefined =>
  documentRules.find(({ pattern }) => pattern.test(text));
