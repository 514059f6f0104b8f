import { closeSync, openSync, readSync } from 'node:fs';
import type { LinePlace } from './read-merge-source.ts';

/** A line of a file that is to be copied. */
export interface LineOfFile extends LinePlace {
  readonly path: string;
}

/** Fewer than a process may have open, however many files there are. */
const mostOpen = 128;
const newline = 0x0a;

/** Gathered into pieces of at least this size, because a write of each line would take longer than its copy. */
const pieceBytes = 2 ** 20;

/** Files that are read in turn, the ones that were used last kept open. */
const openInTurn = () => {
  const open = new Map<string, number>();
  return {
    descriptorOf: (path: string): number => {
      const descriptor = open.get(path) ?? openSync(path, 'r');
      // Taken out and put back, it is the last to be closed.
      open.delete(path);
      open.set(path, descriptor);
      const [eldest] = open;
      if (open.size > mostOpen && eldest !== undefined) {
        closeSync(eldest[1]);
        open.delete(eldest[0]);
      }
      return descriptor;
    },
    [Symbol.dispose]: () => {
      for (const descriptor of open.values()) closeSync(descriptor);
    },
  };
};

const readLine = (descriptor: number, { path, offset, bytes }: LineOfFile): Buffer => {
  const line = Buffer.alloc(bytes + 1, newline);
  const read = readSync(descriptor, line, 0, bytes, offset);
  if (read < bytes) throw new Error(`'${path}' was cut short while it was copied`);
  return line;
};

/** The lines one after the other as pieces of a file, each line byte by byte as it was. */
export function* copyLines(lines: Iterable<LineOfFile>): Generator<Buffer> {
  using files = openInTurn();
  let piece: Buffer[] = [];
  let size = 0;
  for (const line of lines) {
    const copied = readLine(files.descriptorOf(line.path), line);
    piece.push(copied);
    size += copied.length;
    if (size < pieceBytes) continue;
    yield Buffer.concat(piece);
    piece = [];
    size = 0;
  }
  yield Buffer.concat(piece);
}
