import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { compileContext, touchReader } from '../../src/cli/compiled-files.ts';
import { cacheFolder } from '../../src/cli/paths.ts';
import { ensureCompiled } from '../../src/system/compiled.ts';
import { createProcessRunner } from '../../src/system/processes.ts';
import { replaceBlock } from './document.ts';
import { renderResults } from './markdown.ts';
import { readOptions, UsageError, type BenchOptions } from './options.ts';
import type { Part } from './part.ts';
import { ceiling } from './parts/ceiling.ts';
import { determinism } from './parts/determinism.ts';
import { fioBandwidth } from './parts/fio-bandwidth.ts';
import { fioLatency } from './parts/fio-latency.ts';
import { fit } from './parts/fit.ts';
import { medianTokenPart } from './parts/median-token.ts';
import { nullCost } from './parts/null-cost.ts';
import { ownCost } from './parts/own-cost.ts';
import { recording } from './parts/recording.ts';
import { touchBandwidth } from './parts/touch-bandwidth.ts';
import type { BenchResults, PartResult } from './result.ts';
import { BenchError, type Workshop } from './workshop.ts';

/**
 * Proves the tier by programs that know nothing of it: fio, a reader of single bytes, llama-bench.
 * Writes results/bench-tier.json and prints the section of docs/accuracy.md.
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const resultsPath = join(root, 'results/bench-tier.json');

const parts: readonly Part[] = [
  ...[fioBandwidth, fioLatency, touchBandwidth, ceiling, ownCost, medianTokenPart, fit],
  ...[nullCost, recording, determinism],
];

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const describeHost = (): string => {
  const cpus = os.cpus();
  const model = cpus[0]?.model.trim() ?? 'an unknown processor';
  return `${cpus.length} cores of ${model}, Linux ${os.release()}, Node ${process.version}`;
};

const readEarlier = async (): Promise<BenchResults> => {
  const text = await readFile(resultsPath, 'utf8').catch(() => undefined);
  return text === undefined ? { schemaVersion: 1, parts: [] } : (JSON.parse(text) as BenchResults);
};

const openWorkshop = async (options: BenchOptions): Promise<Workshop> => {
  const reader = await ensureCompiled(
    touchReader,
    compileContext(createProcessRunner(), () => undefined),
  );
  if (!reader.ok) throw new BenchError(JSON.stringify(reader.failure));
  await mkdir(cacheFolder(), { recursive: true });
  return {
    ...options,
    say,
    // In memory's file system the page cache would be the file itself; the cache folder is on a disk.
    folder: await mkdtemp(join(cacheFolder(), 'bench-')),
    emulate: [process.execPath, options.emulate ?? join(root, 'dist/cli/main.js')],
    touchReader: reader.value,
  };
};

const runPart = async (part: Part, shop: Workshop): Promise<PartResult> => {
  say(`== ${part.name}`);
  const { rows, repeated } = await part.run(shop);
  const { name, title, method } = part;
  return {
    ...{ part: name, title, method, rows, repeated },
    utc: new Date().toISOString(),
    command: `npm run bench:tier -- --only ${name}${shop.repeat === 5 ? '' : ` --repeat ${shop.repeat}`}`,
    host: describeHost(),
  };
};

/** Parts in their fixed order, newer results in place of older ones. */
const joinResults = (earlier: BenchResults, newer: readonly PartResult[]): BenchResults => ({
  schemaVersion: 1,
  parts: parts.flatMap(({ name }) => {
    const isThis = ({ part }: PartResult): boolean => part === name;
    return newer.find(isThis) ?? earlier.parts.find(isThis) ?? [];
  }),
});

/** The files of the benchmark are large: they go, however it ends. */
const removeAtEnd = (folder: string): void => {
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.on(signal, () => process.exit(code));
};

const bench = async (options: BenchOptions): Promise<void> => {
  const shop = await openWorkshop(options);
  removeAtEnd(shop.folder);
  const earlier = await readEarlier();
  const measured: PartResult[] = [];
  for (const part of parts.filter(({ name }) => options.only.includes(name))) {
    measured.push(await runPart(part, shop));
    // After each part: a benchmark of an hour is not lost to its last minute.
    await mkdir(join(root, 'results'), { recursive: true });
    const text = JSON.stringify(joinResults(earlier, measured), undefined, 2);
    await writeFile(resultsPath, `${text}\n`);
  }
  const results = joinResults(earlier, measured);
  if (options.write) await replaceBlock(join(root, 'docs/accuracy.md'), renderResults(results));
  process.stdout.write(`${renderResults({ ...results, parts: measured })}\n`);
};

try {
  await bench(
    readOptions(
      process.argv.slice(2),
      parts.map(({ name }) => name),
    ),
  );
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof BenchError)) throw error;
  say(`bench:tier: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
