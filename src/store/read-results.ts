import { join } from 'node:path';
import type { z } from 'zod';
import { countText } from '../model/count-text.ts';
import type { Dataset } from '../model/dataset.ts';
import type { Failure } from '../model/failure.ts';
import { collectRuns } from '../model/keep-runs.ts';
import { Manifest } from '../model/manifest.ts';
import { failed, success, type Result } from '../model/result.ts';
import { RunRecord } from '../model/run-record.ts';
import { createGuard } from '../model/schema-guard.ts';
import { tryFile } from './file-failure.ts';
import { readBounded } from './read-bounded.ts';
import { readLines, type Line, type LineStart } from './read-lines.ts';
import { manifestName, runsName } from './run-log.ts';

/** A plan of a million runs has less. */
const mostManifestBytes = 2 ** 28;

/** Recorded runs, and what was doubtful about the file. */
export interface ReadRuns {
  readonly runs: readonly RunRecord[];
  readonly warnings: readonly string[];
}

/** A recorded sweep as read from its folder, and what was doubtful about it. */
export interface ReadResults extends Dataset {
  readonly warnings: readonly string[];
}

const unreadable = (path: string, problem: string, text: string): Result<never, Failure> =>
  failed({
    reason: 'output-unreadable',
    source: path,
    problem,
    excerpt: text.length > 200 ? `${text.slice(0, 200)}...` : text,
  });

const parseJson = (text: string): Result<unknown, string> => {
  try {
    return success(JSON.parse(text) as unknown);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
};

const describeIssue = (error: z.ZodError): string => {
  const issue = error.issues[0];
  return issue === undefined ? error.message : `${issue.path.join('.')}: ${issue.message}`;
};

const parseAs = <Value>(schema: z.ZodType<Value>, text: string): Result<Value, string> => {
  const json = parseJson(text);
  if (!json.ok) return json;
  const parsed = schema.safeParse(json.value);
  return parsed.success ? success(parsed.data) : failed(describeIssue(parsed.error));
};

/** Most texts are as this version writes them, and need no more than to be looked through. */
const createParse = <Value>(
  schema: z.ZodType<Value>,
): ((text: string) => Result<Value, string>) => {
  const isWhole = createGuard(schema);
  return (text) => {
    const json = parseJson(text);
    return json.ok && isWhole(json.value) ? success(json.value) : parseAs(schema, text);
  };
};

const parseRun = createParse(RunRecord);
const parseManifest = createParse(Manifest);

/**
 * Reads recorded runs one by one, and returns what was doubtful about the file. A torn last line is left
 * out with a warning, because a kill can leave one; any other line that is not a run is a failure that
 * names it. What comes before `start` is passed over.
 */
export const visitRuns = async (
  path: string,
  visit: (run: RunRecord, line: Line) => void,
  start: LineStart = { lines: 0, bytes: 0 },
): Promise<Result<readonly string[], Failure>> => {
  let runs = start.lines;
  const read = await tryFile(path, 'read', async (): Promise<Result<string[], Failure>> => {
    const warnings: string[] = [];
    const take = (line: Line): Result<void, Failure> => {
      const { number, content, whole } = line;
      if (!whole) {
        warnings.push(
          `${path}: line ${number} is torn, as a kill leaves it, and is left out: ` +
            `${countText(runs, 'whole run')} ${runs === 1 ? 'comes' : 'come'} before it.`,
        );
        return success(undefined);
      }
      const text = content.toString('utf8');
      const record = parseRun(text);
      if (!record.ok)
        return unreadable(
          path,
          `Line ${number}: expected a run of schema 'run/1', got ${record.failure}. ` +
            'Restore the line, or use the version of emulate that wrote it.',
          text,
        );
      runs += 1;
      visit(record.value, line);
      return success(undefined);
    };
    for await (const lines of readLines(path, start))
      for (const line of lines) {
        const taken = take(line);
        if (!taken.ok) return taken;
      }
    return success(warnings);
  });
  return read.ok ? read.value : read;
};

/** Reads all recorded runs of a file; of very many without the times of single steps. */
export const readRuns = async (path: string): Promise<Result<ReadRuns, Failure>> => {
  const collected = collectRuns();
  const warnings = await visitRuns(path, collected.add);
  return warnings.ok ? success({ runs: collected.runs, warnings: warnings.value }) : warnings;
};

/** Reads the manifest of a sweep. */
export const readManifest = async (path: string): Promise<Result<Manifest, Failure>> => {
  const text = await tryFile(path, 'read', async () =>
    (await readBounded(path, mostManifestBytes)).toString('utf8'),
  );
  if (!text.ok) return text;
  const manifest = parseManifest(text.value);
  return manifest.ok
    ? success(manifest.value)
    : unreadable(
        path,
        `Expected a manifest of schema 'manifest/1', got ${manifest.failure}. ` +
          'Without it the runs beside it say nothing: restore it from a copy.',
        text.value,
      );
};

/** Reads a recorded sweep from its folder. */
export const readResults = async (folder: string): Promise<Result<ReadResults, Failure>> => {
  const manifest = await readManifest(join(folder, manifestName));
  if (!manifest.ok) return manifest;
  const read = await readRuns(join(folder, runsName));
  return read.ok ? success({ manifest: manifest.value, ...read.value }) : read;
};
