import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { exitCodes } from '../../src/cli/exit-code.ts';
import { Evidence } from '../../src/model/evidence.ts';
import { Verdict } from '../../src/model/run-record.ts';
import type { LlamaOptions } from './options.ts';
import type { Patience } from './repeat.ts';

/** What every part works with. */
export interface Workshop extends Patience {
  /** Where files and results of this benchmark are; removed at its end. */
  readonly folder: string;
  /** The built command. */
  readonly emulate: readonly [string, ...string[]];
  /** The kind of scope to insist on. */
  readonly scope?: string;
  /** For runs of llama-bench. */
  readonly llama: LlamaOptions;
}

/** A program that is part of a proof did not do what it should. */
export class BenchError extends Error {}

/** This host lacks what a part needs; its message says what. */
export class CannotRunHere extends Error {}

const ExecRecord = z.object({
  verdict: Verdict,
  evidence: z.array(Evidence),
  applied: z.record(z.string(), z.number()),
  warnings: z.array(z.string()),
});

/** What `emulate exec` says of a program that ran under it. */
export type ExecRecord = z.infer<typeof ExecRecord>;

/** Writes a profile. */
export const writeProfile = async (
  { folder }: Workshop,
  name: string,
  lines: readonly string[],
): Promise<string> => {
  const path = join(folder, `${name}.yaml`);
  const head = ['schema: profile/1', `name: ${name}`, 'title: A part of a benchmark'];
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

/** Runs a program as it is. Returns what it printed. */
export const plainly = async (
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
    if (exitCode !== exitCodes.busy || tries === busyTries) return { exitCode, stdout, stderr };
    if (tries === 1) say('waiting for another measurement on this host');
    await sleep(busyPauseMs);
  }
};

/** With `someFailed` everything ran, and a limit was not kept. A proof is to show that, not to stop at it. */
const proves = (exitCode: number | undefined): boolean =>
  exitCode === exitCodes.done || exitCode === exitCodes.someFailed;

const checkEnd = (exitCode: number | undefined, stderr: string, call: string): void => {
  if (proves(exitCode)) return;
  const words = stderr.slice(-2000).trim();
  if (exitCode === exitCodes.notEnforceable) throw new CannotRunHere(words);
  throw new BenchError(`emulate ${call}: exit code ${String(exitCode)}\n${words}`);
};

/** What a program is put under. */
export interface ExecRequest {
  readonly profile: string;
  readonly set?: readonly string[];
  readonly case?: 'nominal' | 'null' | 'baseline';
  readonly seed?: number;
  /** The file that the constraints act on. */
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program under a profile. */
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
    ...(shop.scope === undefined ? [] : ['--scope', shop.scope]),
  ];
  const args = [...options, '--', ...command];
  const { exitCode, stdout, stderr } = await callEmulate(shop, args, request.env);
  checkEnd(exitCode, stderr, args.join(' '));
  return { stdout, record: ExecRecord.parse(JSON.parse(await readFile(json, 'utf8'))) };
};

/** Runs the built command. Returns what it printed. */
export const emulateRun = async (
  shop: Workshop,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { exitCode, stdout, stderr } = await callEmulate(shop, args, env);
  checkEnd(exitCode, stderr, args.join(' '));
  return stdout;
};
