import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { exitCodes } from '../../src/cli/exit-code.ts';
import { packageFolder, runCommand, type Ended } from './command-line.ts';
import { builtCommand, emulate, environment } from './end-to-end.ts';
import { differenceOf, takeSnapshot, type HostSnapshot } from './host-snapshot.ts';

/** A program that was started and can be ended in every way that there is. */
export interface Started extends AsyncDisposable {
  readonly pid: number;
  /** What it has written to standard error so far: to a file, so that nothing is still on its way. */
  said(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  hasEnded(): boolean;
  /** A code of -1 stands for a death by a signal. */
  readonly ended: Promise<Ended>;
}

/** Options of a start. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
}

/** What was there before any fault. */
export interface Beginning {
  readonly before: HostSnapshot;
  /** Names of what a sweep leaves in its folder. */
  readonly outputs: readonly string[];
  /** Why this host cannot have every constraint. */
  readonly lacking?: string;
}

/** A place of its own for sweeps with every constraint: model, cache, state, temporary files, results. */
export interface FaultRig extends AsyncDisposable {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** Folder into which sweeps write. */
  readonly results: string;
  /** Arguments of the sweep. */
  readonly sweep: readonly string[];
  run(args: readonly string[], options?: StartOptions): Promise<Ended>;
  start(args: readonly string[], options?: StartOptions): Started;
  /** Makes a whole sweep, and with it everything that is made once; its results are removed. */
  begin(): Promise<Beginning>;
  snapshot(): Promise<HostSnapshot>;
  /** What is there now and was not before, or the other way round. */
  changesSince(before: HostSnapshot): Promise<readonly string[]>;
}

/** Of a sweep that was made to its end; beside a tier, other limits of reads are not proven to act. */
export const codesOfWhole: readonly number[] = [exitCodes.done, exitCodes.someFailed];

/**
 * Every constraint that one sweep can have. Weights that are read slowly make a run last longer than the
 * second in which it is looked at.
 */
export const everyConstraint = (rounds = 1): string =>
  [
    'schema: profile/1',
    'name: every-constraint',
    'title: Every constraint at once',
    'constraints:',
    '  volume: { backing: ram, filesystem: ext4, readAhead: 128 KiB }',
    '  tier: { readBandwidth: 20 MB/s, buffer: 1 MiB }',
    '  memory: { max: 128 MiB, swap: 0 B }',
    '  io: { readBandwidth: 60 MB/s }',
    '  pageCache: { drop: 2 MB/s, before: each-run }',
    '  background: { rate: 5 MB/s }',
    '  cpu: { affinity: 0 }',
    `workload: { prompt: [4], gen: [4], depth: [0], rounds: ${rounds}, warmupRounds: 0 }`,
    '',
  ].join('\n');

/** The llama-bench that the end-to-end tests built, or would. */
const findLlamaBench = async (): Promise<string> => {
  const parent = join(environment.XDG_CACHE_HOME, 'emulate/llama-bench');
  const built = async (): Promise<string | undefined> => {
    const found = await readdir(parent, { recursive: true }).catch((): string[] => []);
    const name = found.find((each) => each.endsWith('/llama-bench'));
    return name === undefined ? undefined : join(parent, name);
  };
  const there = await built();
  if (there !== undefined) return there;
  const out = join(packageFolder, '.cache/e2e/first');
  const ended = await emulate(['--profile', 'null', '--quick', '--rounds', '1', '--out', out]);
  const made = await built();
  if (made === undefined)
    throw new Error(`expected a llama-bench below ${parent}; emulate said: ${ended.err}`);
  return made;
};

/**
 * Beside the sources, and so on a disk as a rule: a cap on reads needs one. The host-wide lock is the
 * only thing that is shared with other sweeps.
 */
export const makeFaultRig = async (name: string, profile: string): Promise<FaultRig> => {
  const path = join(packageFolder, '.cache/faults', `${name}-${process.pid}`);
  await rm(path, { recursive: true, force: true });
  const at = (...names: readonly string[]): string => join(path, ...names);
  for (const folder of ['model', 'cache', 'state', 'tmp', 'results', 'said'])
    await mkdir(at(folder), { recursive: true });
  const env = {
    XDG_CACHE_HOME: at('cache'),
    XDG_STATE_HOME: at('state'),
    TMPDIR: at('tmp'),
    EMULATE_LLAMA_BENCH: await findLlamaBench(),
  };
  await writeFile(at('profile.yaml'), profile);
  const model = at('model/tiny.gguf');
  const made = await emulate(['model', 'make', '--shape', 'tiny', '--out', model], env);
  if (made.code !== 0) throw new Error(made.err);
  const snapshot = (): Promise<HostSnapshot> =>
    takeSnapshot({
      mark: path,
      folders: ['model', 'cache', 'state', 'tmp'].map((each) => at(each)),
    });
  let count = 0;
  const start = (args: readonly string[], { env: more = {} }: StartOptions = {}): Started => {
    count += 1;
    const said = at('said', String(count));
    const [command, script] = builtCommand();
    const child = execa(command, [script, ...args], {
      cwd: path,
      env: { ...env, ...more },
      reject: false,
      stripFinalNewline: false,
      stderr: { file: said },
    });
    let hasEnded = false;
    const readSaid = (): Promise<string> => readFile(said, 'utf8').catch(() => '');
    return {
      pid: child.pid ?? 0,
      said: readSaid,
      signal: (signal) => void child.kill(signal),
      hasEnded: () => hasEnded,
      ended: child.then(async ({ exitCode, stdout }) => {
        hasEnded = true;
        return { code: exitCode ?? -1, out: stdout, err: await readSaid() };
      }),
      [Symbol.asyncDispose]: async () => {
        child.kill('SIGKILL');
        await child;
      },
    };
  };
  const run = (args: readonly string[], { env: more = {} }: StartOptions = {}): Promise<Ended> =>
    runCommand(builtCommand(), args, { cwd: path, env: { ...env, ...more } });
  const results = at('results');
  const sweep = [
    ...['--profile', at('profile.yaml'), '--model', model, '--out', results, '--no-gate'],
  ];
  const begin = async (): Promise<Beginning> => {
    const ended = await run(sweep);
    if (ended.code === exitCodes.notEnforceable)
      return { before: new Set(), outputs: [], lacking: ended.err };
    if (!codesOfWhole.includes(ended.code)) throw new Error(ended.err);
    const [name = ''] = await readdir(results);
    const outputs = (await readdir(join(results, name))).toSorted();
    await rm(join(results, name), { recursive: true });
    return { before: await snapshot(), outputs };
  };
  return {
    path,
    env,
    results,
    sweep,
    run,
    start,
    begin,
    snapshot,
    changesSince: async (before) => differenceOf(before, await snapshot()),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
};
