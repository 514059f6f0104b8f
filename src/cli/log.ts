import { pino, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Io } from './io.ts';

/** Where log lines go: people read standard error, `run.log` keeps every line as JSON. */
export interface Log {
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
  const render = prettyFactory({
    colorize: io.errIsTerminal && io.env['NO_COLOR'] === undefined,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss',
    singleLine: true,
  });
  const people = {
    write: (line: string) => {
      print(render(line));
    },
  };
  const streams = pino.multistream([{ stream: people, level }]);
  return {
    logger: pino({ level: 'debug', base: null }, streams),
    keepIn: (path) => {
      streams.add({ stream: pino.destination({ dest: path, sync: true }), level: 'debug' });
    },
  };
};
