import { relative, resolve } from 'node:path';
import type { Failure } from '../../model/failure.ts';
import { countText } from '../../model/count-text.ts';
import { joinShards, type JoinedShards, type RunPlace } from '../../model/merge/join-shards.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { renderOutputs } from '../../report/outputs.ts';
import type { LineOfFile } from '../../store/copy-lines.ts';
import { readMergeSource, type StoredSource } from '../../store/read-merge-source.ts';
import { readResults } from '../../store/read-results.ts';
import { writeMerged } from '../../store/write-merged.ts';
import { writeOutputs } from '../../store/write-outputs.ts';
import { listenForCancel, type Cancel } from '../cancel.ts';
import { readChartRuntime } from '../chart-runtime.ts';
import { exitCodeOfSignal, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { keepHeapLean } from '../lean-heap.ts';
import { checkOptions, MergeOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';

/** Nothing is written into a folder that is read. */
const checkPlace = (options: MergeOptions, cwd: string): Result<string, Failure> => {
  const out = resolve(cwd, options.out);
  const within = options.folders.find((folder) => {
    const way = relative(resolve(cwd, folder), out);
    return way === '' || !(way === '..' || way.startsWith('../'));
  });
  return within === undefined
    ? success(out)
    : failed({
        reason: 'invalid-option',
        option: '--out',
        expected: `a folder outside of '${within}', which is merged`,
        got: options.out,
      });
};

const readSources = async (
  { folders }: MergeOptions,
  io: Io,
  { signal }: Cancel,
): Promise<Result<readonly StoredSource[], Failure>> => {
  const sources: StoredSource[] = [];
  for (const folder of folders) {
    if (signal.aborted) return failed({ reason: 'interrupted', signal: 'SIGINT' });
    const source = await readMergeSource(resolve(io.cwd, folder), folder);
    if (!source.ok) return source;
    for (const warning of source.value.warnings) io.err(`emulate: warning: ${warning}\n`);
    sources.push(source.value);
  }
  return success(sources);
};

function* linesOf(
  order: readonly RunPlace[],
  sources: readonly StoredSource[],
): Generator<LineOfFile> {
  const stored = new Map<RunPlace['source'], StoredSource>(sources.map((each) => [each, each]));
  for (const { source, at } of order) {
    const { path, lines } = stored.get(source) ?? { path: '', lines: [] };
    const line = lines[at];
    if (line === undefined) throw new Error('Internal error: a run without its line');
    yield { path, ...line };
  }
}

const deriveOutputs = async (folder: string, io: Io): Promise<Result<void, Failure>> => {
  const results = await readResults(folder);
  if (!results.ok) return results;
  const chartRuntime = await readChartRuntime((text) => {
    io.err(`emulate: warning: ${text}\n`);
  });
  const written = await writeOutputs(folder, await renderOutputs(results.value, { chartRuntime }));
  return written.ok ? success(undefined) : written;
};

const describeMerged = ({ manifest, order, gaps }: JoinedShards, folder: string): string => {
  const shards = manifest.shards ?? [];
  const hosts = new Set(shards.map(({ host }) => host.hostname)).size;
  return [
    `${countText(shards.length, 'shard')} of ${shards[0]?.of ?? 0}, ${countText(order.length, 'run')}, ${countText(hosts, 'host')}.`,
    ...gaps.map((gap) => `Gap: ${gap}`),
    `Report: ${folder}/report.md`,
    `        ${folder}/report.html`,
    '',
  ].join('\n');
};

const mergeInto = async (
  out: string,
  options: MergeOptions,
  io: Io,
  cancel: Cancel,
): Promise<Result<JoinedShards, Failure>> => {
  const sources = await readSources(options, io, cancel);
  if (!sources.ok) return sources;
  const joined = joinShards(sources.value, {
    allowUnlike: options['allow-unlike'],
    allowGaps: options['allow-gaps'],
  });
  if (!joined.ok) return joined;
  const { manifest, order } = joined.value;
  const record = { manifest, lines: linesOf(order, sources.value) };
  const derive = (folder: string) => deriveOutputs(folder, io);
  const written = await writeMerged(out, record, derive, cancel.signal);
  return written.ok ? joined : written;
};

/** Joins the shards of one plan to one folder of results. */
export const mergeCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  keepHeapLean();
  const options = checkOptions(MergeOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const out = checkPlace(options.value, io.cwd);
  if (!out.ok) return reportFailure(io, out.failure);
  using cancel = listenForCancel();
  const merged = await mergeInto(out.value, options.value, io, cancel);
  const signal = cancel.received();
  if (!merged.ok && merged.failure.reason === 'interrupted' && signal !== undefined) {
    io.err(`emulate: interrupted by ${signal}; nothing was written\n`);
    return exitCodeOfSignal(signal);
  }
  if (!merged.ok) return reportFailure(io, merged.failure);
  io.out(describeMerged(merged.value, options.value.out));
  return exitCodes.done;
};
