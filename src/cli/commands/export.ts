import { basename, relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { renderSampleTableCsv } from '../../report/export/csv.ts';
import type { NamedSweep } from '../../report/export/entry.ts';
import { renderSampleLines } from '../../report/export/jsonl.ts';
import { renderLlamaBenchSql } from '../../report/export/llama-bench-sql.ts';
import { renderSampleTableParquet } from '../../report/export/parquet.ts';
import { readResults } from '../../store/read-results.ts';
import { writeChunks } from '../../store/write-chunks.ts';
import { exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { keepHeapLean } from '../lean-heap.ts';
import { checkOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';

const standardOutput = '-';

/** Options of `export`. */
const ExportOptions = z.object({
  folders: z.array(z.string().min(1)).min(1),
  format: z.enum(
    ['csv', 'jsonl', 'llama-bench-sql', 'parquet'],
    "'csv', 'jsonl', 'llama-bench-sql' or 'parquet'",
  ),
  out: z.string().min(1).default(standardOutput),
});
type ExportOptions = z.infer<typeof ExportOptions>;

const noTerminal: Failure = {
  reason: 'invalid-option',
  option: '--out',
  expected: 'a file, because Parquet is binary (or standard output redirected to one)',
  got: 'a terminal',
};

/** The folder's own name, or from here where two folders have the same. */
const nameOf = (path: string, paths: readonly string[], cwd: string): string => {
  const namesakes = paths.filter((other) => basename(other) === basename(path));
  return namesakes.length === 1 ? basename(path) : relative(cwd, path);
};

const readSweeps = async (
  folders: readonly string[],
  io: Io,
): Promise<Result<readonly NamedSweep[], Failure>> => {
  const paths = folders.map((folder) => resolve(io.cwd, folder));
  const again = folders.find((_, at) => paths.indexOf(paths[at] ?? '') !== at);
  if (again !== undefined)
    return failed({
      ...{ reason: 'invalid-option', option: 'folders' },
      ...{ expected: 'each folder once', got: `${again} a second time` },
    });
  const sweeps: NamedSweep[] = [];
  for (const path of paths) {
    const results = await readResults(path);
    if (!results.ok) return results;
    const { manifest, runs, warnings } = results.value;
    for (const warning of warnings) io.err(`emulate: warning: ${warning}\n`);
    sweeps.push({ name: nameOf(path, paths, io.cwd), manifest, runs });
  }
  return success(sweeps);
};

const render = async (
  format: ExportOptions['format'],
  sweeps: readonly NamedSweep[],
): Promise<Iterable<string | Uint8Array>> => {
  switch (format) {
    case 'csv':
      return renderSampleTableCsv(sweeps);
    case 'jsonl':
      return renderSampleLines(sweeps);
    case 'llama-bench-sql':
      return renderLlamaBenchSql(sweeps);
    case 'parquet':
      return [await renderSampleTableParquet(sweeps)];
  }
};

const writeToStandardOutput = async (
  chunks: Iterable<string | Uint8Array>,
  io: Io,
): Promise<void> => {
  for (const chunk of chunks) {
    if (typeof chunk === 'string') io.out(chunk);
    else io.outBytes(chunk);
    // Whether the reader has gone away is heard of in between.
    await setImmediate();
  }
};

/** Joins the samples of recorded sweeps to one table for other programs; runs nothing. */
export const exportCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  keepHeapLean();
  const options = checkOptions(ExportOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const { folders, format, out } = options.value;
  if (format === 'parquet' && out === standardOutput && io.outColumns !== undefined)
    return reportFailure(io, noTerminal);
  const sweeps = await readSweeps(folders, io);
  if (!sweeps.ok) return reportFailure(io, sweeps.failure);
  const chunks = await render(format, sweeps.value);
  if (out === standardOutput) {
    await writeToStandardOutput(chunks, io);
    return exitCodes.done;
  }
  const path = resolve(io.cwd, out);
  const written = await writeChunks(path, chunks);
  if (!written.ok) return reportFailure(io, written.failure);
  io.out(`${path}\n`);
  return exitCodes.done;
};
