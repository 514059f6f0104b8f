import { closeSync, fstatSync, ftruncateSync, writeSync } from 'node:fs';
import { openAppended } from '../store/appended-file.ts';
import { codeOf } from '../store/file-failure.ts';

/** A file of whole lines; leaving the block closes it. */
export interface LogFile extends Disposable {
  write(line: string): void;
}

/** Takes a line back of which only a part was written. */
const takeBack = (descriptor: number, size: number): void => {
  try {
    ftruncateSync(descriptor, size);
  } catch {
    // What was in the way of the line is said; half a line more is no harm.
  }
};

const writeLine = (descriptor: number, line: string): void => {
  const { size } = fstatSync(descriptor);
  const bytes = Buffer.from(line);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
  } catch (error) {
    takeBack(descriptor, size);
    throw error;
  }
};

/**
 * Opens a log file to append to it. A line that cannot be kept ends it, because nothing rests on it:
 * `giveUp` hears why, once, and later lines go nowhere. Each line is written before the call returns.
 */
export const openLogFile = (path: string, giveUp: (problem: string) => void): LogFile => {
  let descriptor: number | undefined = openAppended(path);
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    write: (line) => {
      if (descriptor === undefined) return;
      try {
        writeLine(descriptor, line);
      } catch (error) {
        if (codeOf(error) === undefined || !(error instanceof Error)) throw error;
        close();
        giveUp(error.message);
      }
    },
    [Symbol.dispose]: close,
  };
};
