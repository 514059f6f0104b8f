import {
  closeSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  readlinkSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { countText } from '../model/count-text.ts';
import type { Failure } from '../model/failure.ts';
import type { KeptRun } from '../model/kept-run.ts';
import type { Manifest } from '../model/manifest.ts';
import type { RunRecord } from '../model/run-record.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { RunLog } from '../ports/run-log.ts';
import { openAppended } from './appended-file.ts';
import { tryFile } from './file-failure.ts';
import { openRunIndex, type IndexStart } from './run-index.ts';
import { syncFolder, writeWhole } from './whole-file.ts';

/** Names of the two files that everything else is derived from. */
export const manifestName = 'manifest.json';
export const runsName = 'runs.jsonl';

const syncData = promisify(fdatasync);
const newline = 0x0a;

/** The length of a file up to and with its last newline: what a kill in the middle of a line left whole. */
const wholeLength = (descriptor: number): number => {
  const chunk = Buffer.alloc(65_536);
  let end = fstatSync(descriptor).size;
  while (end > 0) {
    const start = Math.max(0, end - chunk.length);
    const read = readSync(descriptor, chunk, 0, end - start, start);
    const at = chunk.subarray(0, read).lastIndexOf(newline);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
};

const openForAppend = (path: string): number => {
  const descriptor = openAppended(path);
  const whole = wholeLength(descriptor);
  if (whole < fstatSync(descriptor).size) ftruncateSync(descriptor, whole);
  return descriptor;
};

/** Takes a line back of which only a part was written. */
const takeBack = (descriptor: number, size: number): void => {
  try {
    ftruncateSync(descriptor, size);
  } catch {
    // The failed write is what the caller needs to hear of; the next opening cuts the torn line off.
  }
};

const appendLine = async (descriptor: number, line: Buffer): Promise<void> => {
  const { size } = fstatSync(descriptor);
  try {
    const written = writeSync(descriptor, line);
    // The rest of a short write says why: the disk is full, or a limit is reached.
    if (written < line.length) writeSync(descriptor, line, written);
  } catch (error) {
    takeBack(descriptor, size);
    throw error;
  }
  await syncData(descriptor);
};

/** Whether a file that is held open is still the one of this path. */
const isAt = (path: string, descriptor: number): boolean => {
  const there = statSync(path, { throwIfNoEntry: false });
  const held = fstatSync(descriptor);
  return there?.ino === held.ino && there.dev === held.dev;
};

/** Says what became of a record whose file was moved or removed after `count` runs of this session. */
const gone = (path: string, descriptor: number, count: number): Failure => {
  // See proc(5): where the file is now, and ' (deleted)' after the path of one that is nowhere.
  const place = readlinkSync(`/proc/self/fd/${descriptor}`);
  const isMoved = fstatSync(descriptor).nlink > 0;
  const runs = countText(count, 'run');
  return {
    reason: 'file-failed',
    path,
    operation: 'append',
    problem: isMoved
      ? `it was moved while the sweep ran, and is '${place}' now. No run that had ended is lost.`
      : `the file or its folder was removed while the sweep ran, and with it the record of the ${runs} of this session, and of all before.`,
    hint: isMoved
      ? `'emulate --resume ${dirname(place)}' goes on from there`
      : 'begin the sweep anew, where nothing removes its folder',
  };
};

/** How an index is kept beside a record. */
export interface Indexing extends IndexStart {
  readonly keep: (record: RunRecord) => KeptRun;
}

/**
 * Opens the record of a sweep in its folder, new or to go on with, and its index. A line that a kill left
 * torn at the end is cut off, so that the next one begins on its own.
 */
export const openRunLog = async (
  folder: string,
  indexing?: Indexing,
): Promise<Result<RunLog & AsyncDisposable, Failure>> => {
  const path = join(folder, runsName);
  const opened = await tryFile(path, 'open', async () => {
    const descriptor = openForAppend(path);
    await syncFolder(folder);
    return descriptor;
  });
  if (!opened.ok) return opened;
  const descriptor = opened.value;
  const index = indexing && openRunIndex(folder, descriptor, indexing);
  let count = 0;
  return {
    ok: true,
    value: {
      folder,
      writeManifest: (manifest: Manifest) =>
        writeWhole(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`),
      append: async (record: RunRecord) => {
        const line = Buffer.from(`${JSON.stringify(record)}\n`);
        const appended = await tryFile(path, 'append', async () => {
          await appendLine(descriptor, line);
          return isAt(path, descriptor);
        });
        if (!appended.ok) return appended;
        if (!appended.value) return failed(gone(path, descriptor, count));
        count += 1;
        if (indexing !== undefined) index?.add(indexing.keep(record), line);
        return success(undefined);
      },
      [Symbol.asyncDispose]: () => {
        index?.[Symbol.dispose]();
        closeSync(descriptor);
        return Promise.resolve();
      },
    },
  };
};
