import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../src/cli/paths.ts';
import { replaceBlock } from './document.ts';
import { renderResults } from './markdown.ts';
import { readOptions, UsageError, type BenchOptions, type SuiteCommand } from './options.ts';
import type { Part } from './part.ts';
import type { BenchResults, PartResult } from './result.ts';
import { BenchError, CannotRunHere, type Workshop } from './workshop.ts';

/** Parts that are run by one command, and whose results are one block of docs/accuracy.md. */
export interface Suite<Shop extends Workshop> extends Omit<SuiteCommand, 'parts'> {
  readonly parts: readonly Part<Shop>[];
  /** Adds what this suite's parts need beside what all need. */
  readonly furnish: (shop: Workshop) => Promise<Shop>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const describeHost = (): string => {
  const cpus = os.cpus();
  const model = cpus[0]?.model.trim() ?? 'an unknown processor';
  return `${cpus.length} cores of ${model}, Linux ${os.release()}, Node ${process.version}`;
};

const readEarlier = async (path: string): Promise<BenchResults> => {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? { schemaVersion: 1, parts: [] } : (JSON.parse(text) as BenchResults);
};

const openWorkshop = async (options: BenchOptions): Promise<Workshop> => {
  await mkdir(cacheFolder(), { recursive: true });
  return {
    ...options,
    say,
    // In memory's file system the page cache would be the file itself; the cache folder is on a disk.
    folder: await mkdtemp(join(cacheFolder(), 'bench-')),
    emulate: [process.execPath, options.program ?? join(root, 'dist/cli/main.js')],
  };
};

const commandOf = (suite: string, part: string, { repeat, scope }: BenchOptions): string =>
  [
    `npm run bench:${suite} -- --only ${part}`,
    ...(repeat === 5 ? [] : [`--repeat ${repeat}`]),
    ...(scope === undefined ? [] : [`--scope ${scope}`]),
  ].join(' ');

/** Gives nothing where this host lacks what the part needs. */
const runPart = async <Shop extends Workshop>(
  suite: string,
  { name, title, method, run }: Part<Shop>,
  shop: Shop,
  options: BenchOptions,
): Promise<PartResult | undefined> => {
  say(`== ${name}`);
  try {
    const { rows, repeated, scope } = await run(shop);
    return {
      part: name,
      title: scope === undefined ? title : `${title} (scope: ${scope})`,
      ...{ method, rows, repeated },
      utc: new Date().toISOString(),
      command: commandOf(suite, name, options),
      host: describeHost(),
    };
  } catch (error) {
    if (!(error instanceof CannotRunHere)) throw error;
    say(`bench:${suite}: ${name} cannot run here: ${error.message}`);
    process.exitCode = 1;
    return undefined;
  }
};

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

const bench = async <Shop extends Workshop>(
  { name: suite, parts, furnish }: Suite<Shop>,
  options: BenchOptions,
): Promise<void> => {
  const bare = await openWorkshop(options);
  removeAtEnd(bare.folder);
  const shop = await furnish(bare);
  const resultsPath = join(root, `results/bench-${suite}.json`);
  const earlier = await readEarlier(resultsPath);
  const measured: PartResult[] = [];
  /** Parts in their fixed order, newer results in place of older ones. */
  const joined = (): BenchResults => ({
    schemaVersion: 1,
    parts: parts.flatMap(({ name }) => {
      const isThis = ({ part }: PartResult): boolean => part === name;
      return measured.find(isThis) ?? earlier.parts.find(isThis) ?? [];
    }),
  });
  for (const part of parts.filter(({ name }) => options.only.includes(name))) {
    const result = await runPart(suite, part, shop, options);
    if (result === undefined) continue;
    measured.push(result);
    // After each part: a benchmark of an hour is not lost to its last minute.
    await mkdir(join(root, 'results'), { recursive: true });
    await writeFile(resultsPath, `${JSON.stringify(joined(), undefined, 2)}\n`);
  }
  if (options.write)
    await replaceBlock(join(root, 'docs/accuracy.md'), suite, renderResults(joined()));
  if (measured.length > 0)
    process.stdout.write(`${renderResults({ schemaVersion: 1, parts: measured })}\n`);
};

/** Runs what the command line asks of a suite: results/bench-SUITE.json, and a section on standard output. */
export const runSuite = async <Shop extends Workshop>(suite: Suite<Shop>): Promise<void> => {
  try {
    const parts = suite.parts.map(({ name }) => name);
    await bench(suite, readOptions(process.argv.slice(2), { ...suite, parts }));
  } catch (error) {
    const isTold = [UsageError, BenchError, CannotRunHere].some((kind) => error instanceof kind);
    if (!isTold || !(error instanceof Error)) throw error;
    say(`bench:${suite.name}: ${error.message}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
};
