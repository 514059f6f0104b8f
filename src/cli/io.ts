import process from 'node:process';
import { plainText } from '../report/plain-text.ts';
import { exitCodes } from './exit-code.ts';
import { outliveTerminal } from './lost-terminal.ts';

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
  outliveTerminal();
  const outIsTerminal = process.stdout.isTTY;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    // A terminal that was closed; a file that cannot be written is worth a word.
    if (outIsTerminal && error.code === 'EIO') return;
    process.stderr.write(`emulate: results could not be written: ${error.message}\n`);
    process.exit(exitCodes.unexpected);
  });
  // Whatever it is, there is nowhere to say it.
  process.stderr.on('error', () => undefined);
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
