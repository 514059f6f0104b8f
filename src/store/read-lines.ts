import { createReadStream } from 'node:fs';

/** A line of a file, without its newline. */
export interface Line {
  /** Counts from 1. */
  readonly number: number;
  readonly content: Buffer;
  /** False for a last line that no newline ends: it was being written when its writer was killed. */
  readonly whole: boolean;
  /** Where it begins in the file, in bytes. */
  readonly offset: number;
}

/** Where to begin: after so many lines, which have so many bytes. */
export interface LineStart {
  readonly lines: number;
  readonly bytes: number;
}

/** Reads a file line by line, however large it is; gives as many lines at once as were read at once. */
export async function* readLines(
  path: string,
  start: LineStart = { lines: 0, bytes: 0 },
): AsyncGenerator<readonly Line[]> {
  let rest: Buffer[] = [];
  let number = start.lines;
  let offset = start.bytes;
  const take = (whole: boolean): Line => {
    const [first] = rest;
    const content = rest.length === 1 && first !== undefined ? first : Buffer.concat(rest);
    const line = { number: number + 1, content, whole, offset };
    rest = [];
    number += 1;
    offset += content.length + 1;
    return line;
  };
  for await (const chunk of createReadStream(path, { start: offset }) as AsyncIterable<Buffer>) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
      rest.push(chunk.subarray(from, at));
      lines.push(take(true));
      from = at + 1;
    }
    rest.push(chunk.subarray(from));
    yield lines;
  }
  const last = take(false);
  if (last.content.length > 0) yield [last];
}
