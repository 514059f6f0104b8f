import { pino, type Logger } from 'pino';
import { z } from 'zod';
import type { Io } from './io.ts';
import { openLogFile, type LogFile } from './log-file.ts';
import { renderLogLine } from './log-line.ts';

const LogRecord = z.looseObject({ time: z.number() });

/** Where log lines go: people read standard error, `run.log` keeps every line as JSON. Leaving the block closes it. */
export interface Log extends Disposable {
  readonly logger: Logger;
  /** From now on every line is also kept in this file. */
  keepIn(path: string): void;
}

/** What `-v` and `-q` ask for. */
export interface LogOptions {
  readonly verbose: number;
  readonly quiet: boolean;
}

/**
 * Plain lines on standard error. Destinations are synchronous: no worker thread runs beside a
 * measurement, and nothing is lost when the program is killed.
 */
export const createLog = (
  io: Io,
  { verbose, quiet }: LogOptions,
  print: (line: string) => void = (line) => {
    io.err(line);
  },
): Log => {
  const level = quiet ? 'warn' : verbose > 0 ? 'debug' : 'info';
  const people = {
    write: (line: string) => {
      const record = LogRecord.parse(JSON.parse(line));
      const time = new Date(record.time).toTimeString().slice(0, 8);
      print(`[${time}] ${renderLogLine(record)}\n`);
    },
  };
  const streams = pino.multistream([{ stream: people, level }]);
  const logger = pino({ level: 'debug', base: null }, streams);
  let file: LogFile | undefined;
  return {
    logger,
    keepIn: (path) => {
      file = openLogFile(path, (problem) => {
        const detail = `cannot write '${path}': ${problem}. What is measured does not need it.`;
        logger.warn({ detail }, 'from here on log lines are only shown, not kept');
      });
      streams.add({ stream: file, level: 'debug' });
    },
    [Symbol.dispose]: () => file?.[Symbol.dispose](),
  };
};
