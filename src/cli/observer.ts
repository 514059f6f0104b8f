import process from 'node:process';
import { createLogUpdate } from 'log-update';
import type { Event, Observer } from '../model/event.ts';
import type { Io } from './io.ts';
import { createLog, type LogOptions } from './log.ts';
import { logEvent } from './log-event.ts';
import { advanceProgress, noProgress, renderProgress } from './progress-line.ts';
import { findGoal } from './time-left.ts';

/** The one who tells people what happens: a progress line on a terminal, log lines everywhere. */
export interface Narrator extends Disposable {
  readonly observe: Observer;
  /** From now on every log line is also kept in this file. */
  keepIn(path: string): void;
}

/** Options of {@link createNarrator}. */
export interface NarratorOptions extends LogOptions {
  readonly progress: boolean;
}

/** Log lines alone, or above a progress line where standard error is a terminal that can show one. */
export const createNarrator = (io: Io, options: NarratorOptions): Narrator => {
  const live =
    options.progress && !options.quiet && io.errIsTerminal && io.env['TERM'] !== 'dumb'
      ? createLogUpdate(process.stderr)
      : undefined;
  const log = createLog(
    io,
    options,
    live === undefined
      ? undefined
      : (line) => {
          live.persist(line.replace(/\n$/, ''));
        },
  );
  let state = noProgress;
  const observe = (event: Event): void => {
    const { plan, ended } = state;
    state = advanceProgress(state, event);
    logEvent(log.logger, event, plan === undefined ? 0 : findGoal(plan, ended).runs);
    live?.(renderProgress(state, process.stderr.columns));
  };
  return {
    observe,
    keepIn: (path) => {
      log.keepIn(path);
    },
    [Symbol.dispose]: () => live?.clear(),
  };
};
