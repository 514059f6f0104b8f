import type { Event, Observer } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { Io } from './io.ts';
import { canDraw, createLiveShow } from './live/show.ts';
import { createLog, type LogOptions } from './log.ts';
import { logEvent } from './log-event.ts';
import { findGoal } from './time-left.ts';

/** The one who tells people what happens: a live view on a terminal, log lines everywhere. */
export interface Narrator extends Disposable {
  readonly observe: Observer;
  /** From now on every log line is also kept in this file. */
  keepIn(path: string): void;
}

/** Options of {@link createNarrator}. */
export interface NarratorOptions extends LogOptions {
  readonly progress: boolean;
}

/** Counts to which run the plan goes, as far as that is known. */
const countPlanned = (): ((event: Event) => number) => {
  let plan: Plan | undefined;
  const ended: { readonly index: number }[] = [];
  return (event) => {
    const planned = plan === undefined ? 0 : findGoal(plan, ended).runs;
    if (event.kind === 'sweep-began') plan = event.plan;
    if (event.kind === 'run-ended') ended.push({ index: event.record.index });
    return planned;
  };
};

/** Log lines alone, or above a live view where standard error is a terminal that can show one. */
export const createNarrator = (io: Io, options: NarratorOptions): Narrator => {
  const live =
    options.progress && !options.quiet && io.errIsTerminal && canDraw(io.env)
      ? createLiveShow(io.env)
      : undefined;
  const log = createLog(
    io,
    options,
    live === undefined
      ? undefined
      : (line) => {
          live.print(line);
        },
  );
  const plannedAt = countPlanned();
  return {
    observe: (event) => {
      logEvent(log.logger, event, plannedAt(event));
      live?.observe(event);
    },
    keepIn: (path) => {
      log.keepIn(path);
    },
    [Symbol.dispose]: () => {
      live?.[Symbol.dispose]();
    },
  };
};
