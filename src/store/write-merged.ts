import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import type { Manifest } from '../model/manifest.ts';
import { failed, success, type Result } from '../model/result.ts';
import { copyLines, type LineOfFile } from './copy-lines.ts';
import { codeOf, tryFile } from './file-failure.ts';
import { flushFolder, holdFolder, makeFolders } from './held-folder.ts';
import { manifestName, runsName } from './run-log.ts';
import { removeParts } from './stale-temporaries.ts';
import { writeWhole, writeWholeIn } from './whole-file.ts';

/** What a folder of results holds before anything is derived. */
export interface MergedRecord {
  readonly manifest: Manifest;
  /** The lines of its record, in their order. */
  readonly lines: Iterable<LineOfFile>;
}

const namesIn = async (path: string): Promise<readonly string[]> => {
  try {
    return await readdir(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

/** Fails where a folder to be written holds anything. */
const expectEmpty = async (path: string): Promise<Result<void, Failure>> => {
  const names = await tryFile(path, 'look into', () => namesIn(path));
  if (!names.ok) return names;
  return names.value.length === 0
    ? success(undefined)
    : failed({
        reason: 'invalid-option',
        option: '--out',
        expected: 'a folder that is empty or not there',
        got: path,
      });
};

const clearParts = async (out: string): Promise<void> => {
  if ((await namesIn(dirname(out))).length > 0) await removeParts(dirname(out), basename(out));
};

/** The pieces until somebody asks to stop; then none. */
function* until(signal: AbortSignal, pieces: Iterable<Buffer>): Generator<Buffer> {
  for (const piece of pieces) {
    if (signal.aborted) return;
    yield piece;
  }
}

const interrupted = (): Result<never, Failure> =>
  failed({ reason: 'interrupted', signal: 'SIGINT' });

const fill = async (
  folder: string,
  { manifest, lines }: MergedRecord,
  signal: AbortSignal,
): Promise<Result<void, Failure>> => {
  const copied = await tryFile(join(folder, runsName), 'write', async () => {
    await using held = await holdFolder(folder);
    await writeWholeIn(held, runsName, until(signal, copyLines(lines)), 'folder');
  });
  if (!copied.ok) return copied;
  if (signal.aborted) return interrupted();
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  return writeWhole(join(folder, manifestName), text);
};

/**
 * Writes a merged record to a folder, whole or not at all: it is made beside it, completed by `derive`,
 * which gets the folder as it is made, and then takes its name. A signal to stop leaves nothing of it; what
 * a kill left of an earlier one is removed.
 */
export const writeMerged = async (
  out: string,
  record: MergedRecord,
  derive: (folder: string) => Promise<Result<void, Failure>>,
  signal: AbortSignal,
): Promise<Result<void, Failure>> => {
  const empty = await expectEmpty(out);
  if (!empty.ok) return empty;
  const cleared = await tryFile(out, 'look beside', () => clearParts(out));
  if (!cleared.ok) return cleared;
  const made = join(dirname(out), `.${basename(out)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const created = await tryFile(made, 'create folder', () => makeFolders(made));
    if (!created.ok) return created;
    const filled = await fill(made, record, signal);
    if (!filled.ok) return filled;
    const derived = await derive(made);
    if (!derived.ok) return derived;
    if (signal.aborted) return interrupted();
    return await tryFile(out, 'write', async () => {
      // An empty folder is replaced; one that got something meanwhile is not.
      await rename(made, out);
      await using parent = await holdFolder(dirname(out));
      await flushFolder(parent);
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
};
