import {
  closeSync,
  createReadStream,
  fstatSync,
  ftruncateSync,
  readSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { KeptRun } from '../model/kept-run.ts';
import { createLineMaker, createRunMaker, type IndexLine } from '../model/resume/index-line.ts';
import { openAppended } from './appended-file.ts';
import { readLines, type Line } from './read-lines.ts';

/** Beside the record: what decisions need of each run, so that a long sweep goes on at once. */
const indexName = 'runs.index';

/** The part of a record that an index is known to be true of. */
export interface Indexed {
  readonly runs: readonly KeptRun[];
  /** Length of that part, and its CRC-32. */
  readonly bytes: number;
  readonly crc: number;
  /** Length of the part of the index that says so, and the kinds of runs it has. */
  readonly indexBytes: number;
  readonly kinds: number;
}

const pieceBytes = 2 ** 22;
const sumBytes = 8;

const sumOf = (text: string | Buffer): string => crc32(text).toString(16).padStart(sumBytes, '0');

/** The CRC-32 of the beginning of a file; undefined where it is shorter. */
const crcOfBeginning = async (path: string, bytes: number): Promise<number | undefined> => {
  let crc = 0;
  let read = 0;
  for await (const piece of createReadStream(path, {
    end: bytes - 1,
    highWaterMark: pieceBytes,
  }) as AsyncIterable<Buffer>) {
    crc = crc32(piece, crc);
    read += piece.length;
  }
  return read === bytes ? crc : undefined;
};

/** What the index says of the longest beginning of a record of this length; as far as it is whole. */
const readIndexOf = async (folder: string, size: number): Promise<Indexed | undefined> => {
  const maker = createRunMaker();
  const runs: KeptRun[] = [];
  let found: Omit<Indexed, 'runs'> | undefined;
  let known = 0;
  /** False for a line from which on nothing counts. */
  const take = ({ content, whole, offset }: Line): boolean => {
    const json = content.subarray(sumBytes);
    if (!whole || content.toString('latin1', 0, sumBytes) !== sumOf(json)) return false;
    const line = maker.parse(json.toString('utf8'));
    if (line === undefined || (line.bytes ?? 0) > size) return false;
    runs.push(line.run);
    if (line.bytes === undefined || line.crc === undefined) return true;
    const indexBytes = offset + content.length + 1;
    found = { bytes: line.bytes, crc: line.crc, indexBytes, kinds: maker.kinds() };
    known = runs.length;
    return true;
  };
  for await (const lines of readLines(join(folder, indexName))) if (!lines.every(take)) break;
  return found === undefined ? undefined : { ...found, runs: runs.slice(0, known) };
};

/**
 * Reads the index of a record and holds it against the record's bytes. Undefined where there is none, or
 * where it is not of these bytes: then the record alone counts.
 */
export const readRunIndex = async (
  folder: string,
  runsPath: string,
): Promise<Indexed | undefined> => {
  try {
    await using runs = await open(runsPath);
    const found = await readIndexOf(folder, (await runs.stat()).size);
    if (found === undefined) return undefined;
    return (await crcOfBeginning(runsPath, found.bytes)) === found.crc ? found : undefined;
  } catch {
    // Nothing is lost: what cannot be read here is read from the record, or its failure is told there.
    return undefined;
  }
};

/** What an index begins with: the runs of the record, and which of them it has already. */
export interface IndexStart {
  readonly runs: readonly KeptRun[];
  readonly indexed: Indexed | undefined;
}

/** An index that grows with its record. */
export interface RunIndex extends Disposable {
  /** Takes a run whose line was just appended to the record. */
  readonly add: (run: KeptRun, line: Buffer) => void;
}

const crcOfRest = (descriptor: number, from: number, before: number): number => {
  const { size } = fstatSync(descriptor);
  const piece = Buffer.allocUnsafe(Math.min(pieceBytes, Math.max(0, size - from)));
  let crc = before;
  for (let at = from; at < size;) {
    const read = readSync(descriptor, piece, 0, Math.min(piece.length, size - at), at);
    if (read === 0) break;
    crc = crc32(piece.subarray(0, read), crc);
    at += read;
  }
  return crc;
};

const begin = (folder: string, record: number, { runs, indexed }: IndexStart): RunIndex => {
  const descriptor = openAppended(join(folder, indexName));
  try {
    ftruncateSync(descriptor, indexed?.indexBytes ?? 0);
    const lineOf = createLineMaker(indexed?.kinds ?? 0);
    let bytes = fstatSync(record).size;
    let crc = crcOfRest(record, indexed?.bytes ?? 0, indexed?.crc ?? 0);
    const write = (line: IndexLine): void => {
      const json = JSON.stringify(line);
      writeSync(descriptor, `${sumOf(json)}${json}\n`);
    };
    const missing = runs.slice(indexed?.runs.length ?? 0);
    for (const [at, run] of missing.entries())
      write({ ...lineOf(run), ...(at === missing.length - 1 ? { bytes, crc } : {}) });
    return {
      add: (run, line) => {
        bytes += line.length;
        crc = crc32(line, crc);
        write({ ...lineOf(run), bytes, crc });
      },
      [Symbol.dispose]: () => {
        closeSync(descriptor);
      },
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
};

/**
 * Opens the index beside a record that is open as `record`. It is never needed: where it cannot be opened
 * or written, as on a full disk, it stays as it is, and a sweep goes on by the record alone.
 */
export const openRunIndex = (folder: string, record: number, start: IndexStart): RunIndex => {
  let index: RunIndex | undefined;
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch {
      index?.[Symbol.dispose]();
      index = undefined;
    }
  };
  attempt(() => {
    index = begin(folder, record, start);
  });
  return {
    add: (run, line) => {
      attempt(() => index?.add(run, line));
    },
    [Symbol.dispose]: () => index?.[Symbol.dispose](),
  };
};
