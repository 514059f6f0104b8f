import { createReadStream } from 'node:fs';

/** A line of a file, without its newline. */
export interface Line {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line that no newline ends: it was being written when its writer was killed. */
  readonly whole: boolean;
}

/** Reads a file line by line, however large it is. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let number = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', start)) {
      rest.push(chunk.subarray(start, at));
      number += 1;
      yield { number, text: Buffer.concat(rest).toString('utf8'), whole: true };
      rest = [];
      start = at + 1;
    }
    rest.push(chunk.subarray(start));
  }
  const text = Buffer.concat(rest).toString('utf8');
  if (text !== '') yield { number: number + 1, text, whole: false };
}
