import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { Evidence } from '../../src/model/evidence.ts';
import { Verdict } from '../../src/model/run-record.ts';
import type { Patience } from './repeat.ts';

/** What every part works with. */
export interface Workshop extends Patience {
  /** Where files and results of this benchmark are; removed at its end. */
  readonly folder: string;
  /** The built command. */
  readonly emulate: readonly [string, ...string[]];
  /** Path of the compiled touch reader. */
  readonly touchReader: string;
  /** Arguments of runs of llama-bench: the model, the program, the threads. */
  readonly llama: readonly string[];
}

/** A program that is part of a proof did not do what it should. */
export class BenchError extends Error {}

const ExecRecord = z.object({
  verdict: Verdict,
  evidence: z.array(Evidence),
  applied: z.record(z.string(), z.number()),
  warnings: z.array(z.string()),
});

/** What `emulate exec` says of a program that ran under it. */
export type ExecRecord = z.infer<typeof ExecRecord>;

/** Writes a profile with the given tier. */
export const writeProfile = async (
  { folder }: Workshop,
  name: string,
  lines: readonly string[],
): Promise<string> => {
  const path = join(folder, `${name}.yaml`);
  const head = ['schema: profile/1', `name: ${name}`, 'title: A part of the benchmark of the tier'];
  await writeFile(path, [...head, ...lines, ''].join('\n'));
  return path;
};

/** A file of a size, as weights. */
export const makeFile = async (
  { folder }: Workshop,
  name: string,
  bytes: number,
): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, Buffer.alloc(bytes, 1));
  return path;
};

const run = async (
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { exitCode, stdout, stderr, signal } = await execa(command, args, { env, reject: false });
  if (exitCode === 0) return stdout;
  const end = exitCode === undefined ? String(signal) : `exit code ${exitCode}`;
  throw new BenchError(
    `${command} ${args.join(' ')}: ${end}\n${stderr.slice(-2000)}\n${stdout.slice(-500)}`,
  );
};

/** Runs a program as it is. Returns what it printed. */
export const plainly = (
  command: readonly [string, ...string[]],
  env?: Readonly<Record<string, string>>,
): Promise<string> => run(command, env);

const busy = 5;
const busyPauseMs = 5_000;
const busyTries = 120;

/** Calls the built command, again and again as long as another measurement has the host. */
const callEmulate = async (
  { emulate, say }: Workshop,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) => {
  const [command, ...first] = emulate;
  for (let tries = 1; ; tries += 1) {
    const { exitCode, stdout, stderr } = await execa(command, [...first, ...args], {
      env,
      reject: false,
    });
    if (exitCode !== busy || tries === busyTries) return { exitCode, stdout, stderr };
    if (tries === 1) say('waiting for another measurement on this host');
    await sleep(busyPauseMs);
  }
};

/** 3: everything ran, and a limit was not kept. A proof is to show that, not to stop at it. */
const proves = (exitCode: number | undefined): boolean => exitCode === 0 || exitCode === 3;

const describeEnd = (exitCode: number | undefined, stderr: string): string =>
  `exit code ${String(exitCode)}\n${stderr.slice(-2000)}`;

/** What a program is put under. */
export interface ExecRequest {
  readonly profile: string;
  readonly set?: readonly string[];
  readonly case?: 'nominal' | 'null' | 'baseline';
  readonly seed?: number;
  /** The file that the tier holds. */
  readonly file: string;
}

/** Runs a program under a profile. A tier that did not act ends the benchmark. */
export const under = async (
  shop: Workshop,
  request: ExecRequest,
  command: readonly [string, ...string[]],
): Promise<{ readonly stdout: string; readonly record: ExecRecord }> => {
  const json = join(shop.folder, 'evidence.json');
  const options = [
    ...['exec', '-q', '--profile', request.profile, '--model', request.file, '--json', json],
    ...['--case', request.case ?? 'nominal', '--seed', String(request.seed ?? 1)],
    ...(request.set ?? []).flatMap((each) => ['--set', each]),
  ];
  const { exitCode, stdout, stderr } = await callEmulate(shop, [...options, '--', ...command]);
  if (!proves(exitCode))
    throw new BenchError(
      `emulate ${options.join(' ')} -- ${command.join(' ')}: ${describeEnd(exitCode, stderr)}`,
    );
  const record = ExecRecord.parse(JSON.parse(await readFile(json, 'utf8')));
  if (record.verdict.verdict === 'failed' || record.verdict.verdict === 'not-binding')
    throw new BenchError(`the tier did not act: ${record.verdict.why}`);
  return { stdout, record };
};

/** Runs the built command. Returns what it printed. */
export const emulateRun = async (
  shop: Workshop,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { exitCode, stdout, stderr } = await callEmulate(shop, args, env);
  if (proves(exitCode)) return stdout;
  throw new BenchError(`emulate ${args.join(' ')}: ${describeEnd(exitCode, stderr)}`);
};
