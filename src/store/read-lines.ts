import { createReadStream } from 'node:fs';

/** A line of a file, without its newline. */
export interface Line {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line that no newline ends: it was being written when its writer was killed. */
  readonly whole: boolean;
  /** Where it begins in the file, in bytes. */
  readonly offset: number;
  /** How many bytes it has. */
  readonly bytes: number;
}

/** Where to begin: after so many lines, which have so many bytes. */
export interface LineStart {
  readonly lines: number;
  readonly bytes: number;
}

/** Reads a file line by line, however large it is. */
export async function* readLines(
  path: string,
  start: LineStart = { lines: 0, bytes: 0 },
): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let number = start.lines;
  let offset = start.bytes;
  const take = (whole: boolean): Line => {
    const line = Buffer.concat(rest);
    const taken = { number: number + 1, text: line.toString('utf8'), whole };
    const place = { offset, bytes: line.length };
    rest = [];
    number += 1;
    offset += line.length + 1;
    return { ...taken, ...place };
  };
  for await (const chunk of createReadStream(path, { start: offset }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
      rest.push(chunk.subarray(from, at));
      yield take(true);
      from = at + 1;
    }
    rest.push(chunk.subarray(from));
  }
  const last = take(false);
  if (last.bytes > 0) yield last;
}
