import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { execa, type Options } from 'execa';
import type { Io } from '../../src/cli/io.ts';
import { runCli } from '../../src/cli/run-cli.ts';

/** The package's folder. */
export const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

/** What a command line left. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A cache in which nothing is: what the user of this machine has calibrated is no part of a test. */
const emptyCache = fileURLToPath(new URL('../../.cache/none', import.meta.url));

/** Runs something in this process with streams that are kept. */
export const callWithIo = async (
  run: (io: Io) => Promise<number>,
  rest: Partial<Io> = {},
): Promise<Ended> => {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    outBytes: () => undefined,
    errIsTerminal: false,
    env: {},
    cwd: packageFolder,
    ...rest,
  };
  const code = await run(io);
  return { code, out, err };
};

/** Runs a command line in this process: quick, and the same code up to its streams. */
export const callCli = (
  args: readonly string[],
  rest: Partial<Io> = {},
  cache: string = emptyCache,
): Promise<Ended> => {
  process.env['XDG_CACHE_HOME'] = cache;
  return callWithIo((io) => runCli(args, io), rest);
};

/** The command that runs the sources as they are, without a build. */
export const sourceCommand: readonly [string, ...string[]] = [
  process.execPath,
  '--import',
  'tsx',
  `${packageFolder}src/cli/main.ts`,
];

/** Runs a command to its end as a child process; a code of -1 stands for a death by a signal. */
export const runCommand = async (
  [program, ...first]: readonly [string, ...string[]],
  args: readonly string[],
  options: Options = {},
): Promise<Ended> => {
  const { exitCode, stdout, stderr } = await execa(program, [...first, ...args], {
    cwd: packageFolder,
    stripFinalNewline: false,
    ...options,
    reject: false,
  });
  return { code: exitCode ?? -1, out: String(stdout ?? ''), err: String(stderr ?? '') };
};
