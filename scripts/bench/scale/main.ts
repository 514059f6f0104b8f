/** Prints how the time and the memory of what is derived from a record grow with its runs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { numbers, renderTable, words } from '../../../src/report/markdown-table.ts';
import { generateSweep, type ScaleOfSweep } from './generate.ts';

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

const print = (): void => {
  const parent = mkdtempSync(join(options.folder, 'emulate-bench-scale-'));
  try {
    const rows: string[][] = [];
    for (let runs = 1000; runs <= Number(options.most); runs *= 10) {
      const folder = join(parent, String(runs));
      const bytes = generateSweep(folder, scaleOf(runs));
      for (const args of commandsOn(folder)) {
        const { seconds, cpuSeconds, peakMiB } = run(args, join(parent, 'usage.json'));
        const [name = '', , ...more] = args;
        const format = more[0] === '--format' ? ` ${more[1] ?? ''}` : '';
        rows.push([
          ...[String(runs), (bytes / 1e6).toFixed(0), `${name}${format}`],
          ...[seconds.toFixed(1), cpuSeconds.toFixed(1), peakMiB.toFixed(0)],
        ]);
        process.stderr.write(`${rows.at(-1)?.join('  ') ?? ''}\n`);
      }
      rmSync(folder, { recursive: true });
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
else print();
