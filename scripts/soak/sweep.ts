import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { quoteCommand } from '../../src/model/shell-words.ts';
import type { Soak } from './judge.ts';
import { readBegunRuns, readLooks } from './look.ts';

/** What is to be soaked. */
export interface SoakRequest {
  /** Rounds of the sweep, each of as many runs as `casesOfSweep`. */
  readonly rounds: number;
  /** The built program. */
  readonly program: string;
  /** An empty folder for everything that is written. */
  readonly folder: string;
  readonly lookEveryMs: number;
  /** Without a limit of the kernel, and so without a control group for each run: twice as fast. */
  readonly tierOnly: boolean;
  /** In a network namespace of its own, where the lock of this host is another one. Needs root. */
  readonly apart: boolean;
  /** Where the tool's messages go: to nobody when absent. */
  readonly say?: (text: string) => void;
}

/** How it ended. */
export interface Soaked extends Soak {
  readonly exitCode: number;
  readonly folder: string;
}

const source = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

const inside = fileURLToPath(new URL('./inside.mjs', import.meta.url));

const bandwidths = 24;
/** Baseline, null, the levels. */
export const casesOfSweep = 2 + bandwidths;

/** A tier, and a limit of the kernel unless it is to be without, in every case but the baseline; as many rounds as are asked for, derived anew after each. */
const profileOf = ({ rounds, tierOnly }: SoakRequest): string => {
  const levels = Array.from({ length: bandwidths }, (_, at) => `${2 + at / 4} GB/s`);
  return [
    'schema: profile/1',
    'name: soak',
    'title: Many runs of a program that hardly computes',
    `constraints: { tier: { readBandwidth: 1 GB/s }${tierOnly ? '' : ', memory: { max: 64 MiB }'} }`,
    `sweeps: [ { tier.readBandwidth: [${levels.join(', ')}] } ]`,
    'workload:',
    '  { prompt: [16], gen: [8], depth: [0], warmupRounds: 0, runTimeLimit: 60 s,',
    `    rounds: ${rounds}, adaptive: { maxRounds: ${rounds}, halfWidth: 1 % } }`,
    '',
  ].join('\n');
};

const compile = (folder: string): string => {
  const program = join(folder, 'llama-bench');
  const flags = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror'];
  const library = join(folder, 'libllama.so');
  execFileSync('cc', [...flags, '-shared', '-fPIC', '-o', library, source('fake-llama.c')]);
  execFileSync('cc', [
    ...[...flags, '-o', program, source('fake-llama-bench.c')],
    ...[`-L${folder}`, '-lllama', '-Wl,-rpath,$ORIGIN'],
  ]);
  return program;
};

/** Runs a command on a terminal, so that the live view is there too; gives its exit code. */
const runOnTerminal = (
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  say: SoakRequest['say'],
): Promise<number> =>
  new Promise((resolve, reject) => {
    const line = `stty cols 120 rows 40; exec ${quoteCommand(words)}`;
    const child = spawn('script', ['-qefc', line, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', SHELL: '/bin/sh', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => say?.(text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? -1);
    });
  });

const Planned = z.object({ plan: z.object({ runs: z.array(z.unknown()) }) });

/** Runs the tool itself with a workload that ends at once, and gives what was seen of it. */
export const soak = async (request: SoakRequest): Promise<Soaked> => {
  const { program, folder, lookEveryMs, apart, say } = request;
  const at = (...names: readonly string[]): string => join(folder, ...names);
  mkdirSync(at('bin'), { recursive: true });
  const bench = compile(at('bin'));
  writeFileSync(at('soak.yaml'), profileOf(request));
  const env = {
    XDG_STATE_HOME: at('state'),
    XDG_CACHE_HOME: at('cache'),
    SOAK_LOOKS: at('looks.jsonl'),
    SOAK_INTERVAL_MS: String(lookEveryMs),
    SOAK_JOURNAL: at('state', 'emulate', 'journal'),
  };
  execFileSync(
    process.execPath,
    [program, 'model', 'make', '--shape', 'tiny', '--out', at('tiny.gguf'), '-q'],
    { env: { ...process.env, ...env } },
  );
  const exitCode = await runOnTerminal(
    [
      ...(apart ? ['unshare', '--net'] : []),
      ...[process.execPath, '--expose-gc', '--import', inside, program],
      ...['--profile', at('soak.yaml'), '--model', at('tiny.gguf'), '--llama-bench', bench],
      ...['--threads', '1', '--out', at('results')],
    ],
    env,
    say,
  );
  const [name] = existsSync(at('results')) ? readdirSync(at('results')) : [];
  if (name === undefined)
    throw new Error(
      `expected a folder of results in ${at('results')}, got exit code ${exitCode}; --show shows why`,
    );
  const results = at('results', name);
  const manifest: unknown = JSON.parse(readFileSync(join(results, 'manifest.json'), 'utf8'));
  return {
    exitCode,
    folder: results,
    planned: Planned.parse(manifest).plan.runs.length,
    runs: readBegunRuns(join(results, 'runs.jsonl')),
    looks: readLooks(at('looks.jsonl')),
  };
};
