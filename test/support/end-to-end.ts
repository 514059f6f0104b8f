import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa, type Options } from 'execa';
import type { Manifest } from '../../src/model/manifest.ts';
import type { RunRecord } from '../../src/model/run-record.ts';
import { readResults } from '../../src/store/read-results.ts';
import { packageFolder, runCommand, type Ended } from './command-line.ts';

const program = join(packageFolder, 'dist/cli/main.js');

/** A llama-bench that measures nothing, and misbehaves as FAKE_LLAMA_BENCH says. */
export const fakeLlamaBench = fileURLToPath(
  new URL('../fixtures/bin/fake-llama-bench', import.meta.url),
);

/**
 * One cache for all end-to-end tests, kept between test runs: llama-bench is built once. It lies
 * beside the sources, so that the user's own cache is neither used nor changed.
 */
export const environment = { XDG_CACHE_HOME: join(packageFolder, '.cache/e2e') };

/** The command that runs the built program. */
export const builtCommand = (): readonly [string, string] => {
  if (!existsSync(program))
    throw new Error(`expected the built program at ${program}; run 'npm run build' first`);
  return [process.execPath, program];
};

/**
 * What else runs on the machine of the tests must decide neither exit codes nor verdicts: a sweep is made
 * without the gate unless a test asks for one by `--gate`.
 */
const withoutGate = (args: readonly string[]): readonly string[] => {
  const isSweep = args[0]?.startsWith('-') === true && args.includes('--profile');
  return !isSweep || args.includes('--gate') || args.includes('--no-gate')
    ? args
    : ['--no-gate', ...args];
};

/** Runs the built program to its end. */
export const emulate = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: Options = {},
): Promise<Ended> =>
  runCommand(builtCommand(), withoutGate(args), { ...options, env: { ...environment, ...env } });

/** Starts the built program. Leaving the block kills it, should it still run. */
export const startEmulate = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) => {
  const [command, script] = builtCommand();
  const child = execa(command, [script, ...withoutGate(args)], {
    cwd: packageFolder,
    env: { ...environment, ...env },
    reject: false,
  });
  return {
    pid: child.pid ?? 0,
    signal: (name: 'SIGINT' | 'SIGTERM') => child.kill(name),
    ended: child.then(({ exitCode, stdout, stderr }): Ended => ({
      code: exitCode ?? -1,
      out: stdout,
      err: stderr,
    })),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
};

/** A recorded sweep and where it lies. */
export interface Recorded {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly runs: readonly RunRecord[];
}

/** The one sweep that was recorded below a folder, whole and without a doubt. */
export const recordedIn = async (parent: string): Promise<Recorded> => {
  const [name, ...more] = await readdir(parent);
  if (name === undefined || more.length > 0)
    throw new Error(`expected one folder of results in ${parent}, got ${more.length + 1}`);
  const folder = join(parent, name);
  const results = await readResults(folder);
  if (!results.ok) throw new Error(`cannot read ${folder}: ${JSON.stringify(results.failure)}`);
  const { manifest, runs, warnings } = results.value;
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
  return { folder, manifest, runs };
};

/** Waits until something holds, and fails when it never does. */
export const until = async (
  what: string,
  holds: () => Promise<boolean> | boolean,
): Promise<void> => {
  const mostTries = 15_000;
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain until ${what}`);
};

/** Processes whose command line holds a text, by their ids. */
export const processesWith = async (text: string): Promise<readonly string[]> => {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    ids.map(async (id) => {
      const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      return { id, line };
    }),
  );
  return lines.filter(({ line }) => line.includes(text)).map(({ id }) => id);
};

/** A profile that is measured in seconds: baseline, null and one limit, one round. */
export const smallProfile = (rounds = 1): string =>
  [
    'schema: profile/1',
    'name: small',
    'title: One limit, little to measure',
    'constraints: { tier: { readBandwidth: 3.125 GB/s } }',
    `workload: { prompt: [16], gen: [8], depth: [0], rounds: ${rounds}, warmupRounds: 0 }`,
    '',
  ].join('\n');
