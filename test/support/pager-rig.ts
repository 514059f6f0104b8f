import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  readHeader,
  readSegments,
  type CountersHeader,
  type Segment,
} from '../../src/drivers/tier-pager/counters.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const source = join(root, 'src/drivers/tier-pager/library/tier-pager.c');
const fixture = (name: string): string => join(root, 'test/fixtures/c', name);

/** Units of 64 KiB, so that a small file has many. */
export const unitBytes = 65_536;

/** Bytes of the file that the programs read; it does not end with a unit. */
export const weightsBytes = 12 * 2 ** 20 + 4096;

/** Units of the whole file. */
export const weightsUnits = Math.ceil(weightsBytes / unitBytes);

/** Bytes of a unit that the last one has not: it ends with the file, and no more of it is fetched. */
export const missingBytes = weightsUnits * unitBytes - weightsBytes;

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that ended well, but for what it said. */
export const fine = { code: 0, signal: null, stderr: '' };

/** The library's settings, by the names of its environment without their common beginning. */
export type TierSetting = Readonly<
  Partial<
    Record<
      | 'MODE'
      | 'ARM'
      | 'UNIT'
      | 'BANDWIDTH'
      | 'LATENCY'
      | 'ACCESS'
      | 'PREFETCH_UNITS'
      | 'BUFFER_UNITS'
      | 'RESIDENCY_PPM'
      | 'PLACEMENT'
      | 'STALL_EVERY_NS'
      | 'STALL_FOR_NS'
      | 'STALL_RANDOM'
      | 'SEED',
      string | number
    >
  >
>;

/** What a run under the library left. */
export interface TierRun {
  readonly ended: Ended;
  readonly counters: CountersHeader;
  readonly segments: readonly Segment[];
}

/** The library and programs of test/fixtures/c, compiled into a folder of their own. */
export interface PagerRig extends AsyncDisposable {
  /** Where a compiled file is. */
  readonly at: (name: string) => string;
  /** Compiles the library with some flags more, under a name; the way it is compiled for use. */
  readonly compileLibrary: (name: string, flags: readonly string[]) => Promise<Ended>;
  /** Compiles `<program>-linked`, with the library in it and the calls that it stands before under other names. */
  readonly compileLinked: (program: string, flags: readonly string[]) => Promise<Ended>;
  /** Runs `program subcommand weights ...rest` under the library, perhaps through another program. */
  readonly run: (
    command: readonly string[],
    tier?: TierSetting,
    environment?: Readonly<Record<string, string>>,
    through?: readonly string[],
  ) => Promise<TierRun>;
  /** The same program without the library. */
  readonly runAlone: (command: readonly string[]) => Promise<Ended>;
}

const start = (
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      // Nothing less ends a program that hangs with every signal blocked.
      { env: { ...process.env, ...environment }, timeout: 60_000, killSignal: 'SIGKILL' },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr });
      },
    );
  });

const strict = ['-std=c11', '-Wall', '-Wextra', '-Werror'];

/** Calls of the programs that go to the library when it is linked in. */
const interposed = [
  ...['mmap', 'munmap', 'mremap', 'madvise', 'posix_madvise', 'mlock', 'mprotect'],
  ...['sigaction', 'signal', 'sysv_signal', 'pthread_sigmask', 'sigprocmask'],
];

const expectClean = (ended: Ended): void => {
  if (ended.code !== 0 || ended.stderr !== '') throw new Error(`cc failed:\n${ended.stderr}`);
};

/** The content of the file that weights.h knows: each word follows from its index. */
const makeWeights = (): Uint8Array =>
  new Uint8Array(
    new Uint32Array(weightsBytes / 4).map((_, index) => Math.imul(index, 2654435761)).buffer,
  );

const environmentOf = (tier: TierSetting): Readonly<Record<string, string>> => {
  const asked = {
    MODE: 'page',
    ARM: 'use',
    UNIT: unitBytes,
    BUFFER_UNITS: 16,
    PREFETCH_UNITS: 0,
    BANDWIDTH: 0,
    ...tier,
  };
  return Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [`EMULATE_TIER_${name}`, String(value)]),
  );
};

const readCounters = (ended: Ended, bytes: Uint8Array): TierRun => {
  const header = readHeader(bytes);
  if (!header.ok) throw new Error(`the library left no counters: ${JSON.stringify(ended)}`);
  return { ended, counters: header.value, segments: readSegments(bytes, header.value) };
};

/** Compiles the library and the named programs; `fake-llama` is a library, and others are linked to it. */
export const makePagerRig = async (programs: readonly string[]): Promise<PagerRig> => {
  const folder = await makeTemporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const [weights, moreWeights] = [at('weights'), at('more-weights')];
  const content = makeWeights();
  await Promise.all([writeFile(weights, content), writeFile(moreWeights, content)]);

  const compileLibrary = (name: string, flags: readonly string[]): Promise<Ended> =>
    start('cc', [
      ...strict,
      ...['-fPIC', '-shared', '-fvisibility=hidden', '-Wconversion'],
      ...[...flags, '-o', at(name), source, '-ldl', '-lm'],
    ]);
  const compileProgram = async (name: string): Promise<void> => {
    const isLibrary = name === 'fake-llama';
    expectClean(
      await start('cc', [
        ...[...strict, '-O2', '-o', at(isLibrary ? 'libfake-llama.so' : name)],
        ...(isLibrary ? ['-fPIC', '-shared'] : []),
        fixture(`${name}.c`),
        ...(!isLibrary && programs.includes('fake-llama')
          ? [`-L${folder.path}`, '-lfake-llama', `-Wl,-rpath,${folder.path}`]
          : []),
        '-lpthread',
      ]),
    );
  };
  expectClean(await compileLibrary('tier-pager.so', ['-O2']));
  for (const program of programs) await compileProgram(program);

  const argvOf = ([subcommand = '', ...rest]: readonly string[]): readonly string[] => [
    ...[subcommand, weights],
    ...(rest.length === 0 ? [moreWeights] : rest),
  ];
  return {
    at,
    compileLibrary,
    compileLinked: async (program, flags) => {
      const common = ['-std=c11', '-O1', '-g', ...flags];
      const [object, library] = [at(`${program}.o`), at(`tier-pager${flags.join('')}.o`)];
      const renamed = interposed.map((call) => `-D${call}=tier_${call}`);
      const hook = '-DTIER_INTERPOSED(name)=tier_##name';
      const steps = [
        ...(existsSync(library) ? [] : [[hook, '-c', '-o', library, source]]),
        [...renamed, '-c', '-o', object, fixture(`${program}.c`)],
        ['-o', at(`${program}-linked`), object, library, '-lpthread', '-ldl', '-lm'],
      ];
      let ended: Ended = { ...fine, stdout: '' };
      for (const step of steps)
        if (ended.code === 0) ended = await start('cc', [...common, ...step]);
      return ended;
    },
    run: async ([program = '', ...command], tier = {}, environment = {}, through = []) => {
      await writeFile(at('counters'), '');
      const [file = '', ...args] = [...through, at(program), ...argvOf(command)];
      const ended = await start(file, args, {
        ...(program.endsWith('-linked') ? {} : { LD_PRELOAD: at('tier-pager.so') }),
        EMULATE_TIER_COUNTERS: at('counters'),
        EMULATE_TIER_MODEL: `${weights}\n${moreWeights}`,
        ...environmentOf(tier),
        ...environment,
      });
      return readCounters(ended, await readFile(at('counters')));
    },
    runAlone: ([program = '', ...command]) => start(at(program), argvOf(command)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};
