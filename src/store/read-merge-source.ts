import { join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import type { MergeSource, RecordedRun } from '../model/merge/source.ts';
import { success, type Result } from '../model/result.ts';
import { readManifest, visitRuns } from './read-results.ts';
import { manifestName, runsName } from './run-log.ts';

/** Where a line is in a file, in bytes, without its newline. */
export interface LinePlace {
  readonly offset: number;
  readonly bytes: number;
}

/** A folder that is to be merged, with where each of its runs is recorded. */
export interface StoredSource extends MergeSource {
  /** Of its record. */
  readonly path: string;
  /** One for each run, in the same order. */
  readonly lines: readonly LinePlace[];
  readonly warnings: readonly string[];
}

/**
 * Reads what is needed to merge a folder of results. Every line of its record is checked, and of each only
 * kept which run it is and where; `name` stands for the folder in messages.
 */
export const readMergeSource = async (
  folder: string,
  name: string,
): Promise<Result<StoredSource, Failure>> => {
  const manifest = await readManifest(join(folder, manifestName));
  if (!manifest.ok) return manifest;
  const path = join(folder, runsName);
  const runs: RecordedRun[] = [];
  const lines: LinePlace[] = [];
  const cases = new Map(manifest.value.plan.cases.map(({ id }) => [id, id]));
  const read = await visitRuns(path, (run, { offset, content }) => {
    const { index, round, attempt, shard } = run;
    // The plan's own text for a case: that of each line would stay in memory.
    const caseId = cases.get(run.case) ?? run.case;
    runs.push({ index, round, attempt, case: caseId, ...(shard === undefined ? {} : { shard }) });
    lines.push({ offset, bytes: content.length });
  });
  if (!read.ok) return read;
  return success({
    ...{ folder: name, manifest: manifest.value, runs, path, lines },
    warnings: read.value,
  });
};
