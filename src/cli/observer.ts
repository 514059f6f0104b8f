import type { Event, Observer } from '../model/event.ts';
import { placeOfRun } from '../model/plan/place-of-run.ts';
import type { Plan } from '../model/plan.ts';
import type { Io } from './io.ts';
import { canDraw, createLiveShow } from './live/show.ts';
import { createLog, type LogOptions } from './log.ts';
import { logEvent, type CountRun } from './log-event.ts';
import { findGoal, type Goal } from './time-left.ts';

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

/** The furthest run of the plan that has ended by an event; -1 when it tells of none. */
const endedBy = (event: Event): number => {
  if (event.kind === 'run-ended') return event.record.index;
  if (event.kind !== 'sweep-began') return -1;
  return (event.before ?? []).reduce((most, { index }) => Math.max(most, index), -1);
};

/** Counts which run it is and to which the plan goes, as far as that is known. */
const countPlanned = (): ((event: Event) => CountRun) => {
  let plan: Plan | undefined;
  let goal: Goal | undefined;
  let furthest = -1;
  return (event) => {
    const [current, planned] = [plan, goal?.runs ?? 0];
    const ended = endedBy(event);
    if (event.kind === 'sweep-began') ({ plan } = event);
    furthest = Math.max(furthest, ended);
    // There may be many runs: once that of the most rounds, the goal stays what it is.
    if (plan !== undefined && (goal === undefined || goal.kind === 'least'))
      goal = findGoal(plan, furthest);
    return (index) =>
      `${current === undefined ? index + 1 : placeOfRun(current, index)}/${planned}`;
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
      log[Symbol.dispose]();
    },
  };
};
