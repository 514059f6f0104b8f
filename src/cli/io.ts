import process from 'node:process';
import { plainText } from '../report/plain-text.ts';

/** The outside of the program: what it is given and where it writes. */
export interface Io {
  /** Results. */
  out(text: string): void;
  /** Results that are no text; never for a terminal. */
  outBytes(bytes: Uint8Array): void;
  /** Everything else. */
  err(text: string): void;
  readonly errIsTerminal: boolean;
  /** Columns of the terminal that shows results; absent where none does. */
  readonly outColumns?: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * This process's streams. A reader of results that goes away (`emulate ... | head -1`) ends it
 * quietly; without a reader of messages it goes on, because a measurement is worth more than its log.
 */
export const processIo = (): Io => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    // What goes to a program or a file is for it to judge.
    out: (text) => void process.stdout.write(process.stdout.isTTY ? plainText(text) : text),
    outBytes: (bytes) => void process.stdout.write(bytes),
    err: (text) => void process.stderr.write(plainText(text)),
    errIsTerminal: process.stderr.isTTY,
    // It may change while a sweep goes on.
    get outColumns() {
      return process.stdout.columns;
    },
    env: process.env,
    cwd: process.cwd(),
  };
};
