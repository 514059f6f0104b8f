/**
 * Prints how time and memory grow with the runs of a record: of what is derived from it, of merging it from
 * shards, and until a sweep that was interrupted knows how it goes on.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { numbers, renderTable, words } from '../../../src/report/markdown-table.ts';
import { createClock } from '../../../src/system/clock.ts';
import { createHostProbe } from '../../../src/system/host-probe.ts';
import { generateShards, generateSweep, type ScaleOfSweep } from './generate.ts';
import { indexSweep, startOfResume } from './resume.ts';

const usage = `usage: npm run bench:scale -- [options]
  --most N         largest record, in runs: a power of ten from 1000 to 1000000 (default: 100000; a
                   million runs take 8 GB)
  --emulate FILE   the built program (default: dist/cli/main.js)
  --folder DIR     where records are written and removed again (default: the folder for temporary files)`;

const { values: options } = parseArgs({
  options: {
    most: { type: 'string', default: '100000' },
    emulate: {
      type: 'string',
      default: fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url)),
    },
    folder: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
});

/** A hundred cases, as in a sweep of several parameters; more of them where a plan has no more rounds. */
const scaleOf = (runs: number): ScaleOfSweep => {
  const rounds = Math.min(1000, runs / 100);
  return { rounds, cases: runs / rounds };
};

const Usage = z.object({ maxRSS: z.number(), userCPUTime: z.number(), systemCPUTime: z.number() });

/** What one command of the tool took. */
interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

const run = (args: readonly string[], usageFile: string): Taken => {
  const began = performance.now();
  const preload = fileURLToPath(new URL('./usage.mjs', import.meta.url));
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', preload, options.emulate, ...args],
    {
      env: { ...process.env, SCALE_USAGE: usageFile },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    },
  );
  if (status !== 0)
    throw new Error(`'emulate ${args.join(' ')}' ended with ${String(status)}: ${stderr}`);
  const { maxRSS, userCPUTime, systemCPUTime } = Usage.parse(
    JSON.parse(readFileSync(usageFile, 'utf8')),
  );
  return {
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMiB: maxRSS / 1024,
  };
};

const commandsOn = (folder: string): readonly (readonly string[])[] => [
  ['report', folder],
  ['export', folder, '--format', 'csv', '--out', `${folder}.csv`],
  ['export', folder, '--format', 'parquet', '--out', `${folder}.parquet`],
  ['solve', folder, '--keep', 'tg=90%'],
];

const shards = 100;

const print = async (): Promise<void> => {
  const host = await createHostProbe({ clock: createClock() }).facts();
  const parent = mkdtempSync(join(options.folder, 'emulate-bench-scale-'));
  try {
    const rows: string[][] = [];
    const usageFile = join(parent, 'usage.json');
    for (let runs = 1000; runs <= Number(options.most); runs *= 10) {
      const folder = join(parent, String(runs));
      const scale = scaleOf(runs);
      const megabytes = (generateSweep(folder, scale, host) / 1e6).toFixed(0);
      const note = (name: string, { seconds, cpuSeconds, peakMiB }: Taken): void => {
        rows.push([
          ...[String(runs), megabytes, name],
          ...[seconds.toFixed(1), cpuSeconds.toFixed(1), peakMiB.toFixed(0)],
        ]);
        process.stderr.write(`${rows.at(-1)?.join('  ') ?? ''}\n`);
      };
      for (const args of commandsOn(folder)) {
        const [name = '', , ...more] = args;
        note(more[0] === '--format' ? `${name} ${more[1] ?? ''}` : name, run(args, usageFile));
      }
      await indexSweep(folder);
      note('run --resume, start', await startOfResume(options.emulate, folder));
      rmSync(join(folder, 'runs.index'));
      note('the same without runs.index', await startOfResume(options.emulate, folder));
      rmSync(folder, { recursive: true });
      const parts = generateShards(join(parent, 'shards'), scale, shards);
      const merged = join(parent, 'merged');
      note(`merge of ${shards} shards`, run(['merge', ...parts, '--out', merged], usageFile));
      for (const made of ['shards', 'merged'])
        rmSync(join(parent, made), { recursive: true, force: true });
    }
    const columns = [
      ...[numbers('runs'), numbers('runs.jsonl, MB'), words('command')],
      ...[numbers('time, s'), numbers('processor time, s'), numbers('peak memory, MiB')],
    ];
    process.stdout.write(
      `${renderTable(columns, rows)}\n\nTen tests a run. Node ${process.version}; load average ${loadavg()[0]?.toFixed(2) ?? ''} at the end.\n`,
    );
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
};

if (options.help) process.stdout.write(`${usage}\n`);
else await print();
