import { deriveCurvesSoFar, type CurveSoFar } from './curves-so-far.ts';
import type { Event } from '../../model/event.ts';
import type { KeptRun } from '../../model/kept-run.ts';
import type { PlannedRun } from '../../model/plan.ts';
import { advancePace, beginPace, type Pace } from '../pace.ts';

/** What a live view shows, gathered from events. */
export interface LiveState {
  /** Absent before the sweep begins. */
  readonly pace?: Pace;
  readonly run?: CurrentRun;
  /** Repetitions too: a disturbed run ends several times. */
  readonly ended: readonly KeptRun[];
  readonly curves: readonly CurveSoFar[];
  /** How many runs they are of. */
  readonly curvesOf: number;
  readonly trouble: Trouble;
  readonly step?: string;
}

/** The run that goes on. */
export interface CurrentRun {
  readonly planned: PlannedRun;
  readonly beganMs: number;
  /** It has ended, and the next one has not begun. */
  readonly isOver?: true;
  readonly counters?: LiveCounters;
}

/** What the tier has counted in the run that goes on. */
export interface LiveCounters {
  /** Since the time before this one that the counters were read, so that loading does not weigh it down. */
  readonly bytesPerSecond: number;
  readonly stepsPerSecond: number;
  readonly bytesFetched: number;
  readonly waits: number;
  readonly waitNs: number;
  readonly steps: number;
  /** The looks of the last seconds, oldest first. */
  readonly looks: readonly Look[];
}

interface Look {
  readonly elapsedMs: number;
  readonly bytesFetched: number;
  readonly steps: number;
}

/** What went wrong in rounds that count. */
export interface Trouble {
  readonly disturbed: number;
  /** Of them, those that are made again. */
  readonly again: number;
  readonly failed: number;
  /** Why the last one was disturbed. */
  readonly why?: string;
}

/** Before anything happened. */
export const nothingYet: LiveState = {
  ended: [],
  curves: [],
  curvesOf: 0,
  trouble: { disturbed: 0, again: 0, failed: 0 },
};

/** Tokens come one by one: over less than this their rate would jump. */
const stepWindowMs = 5000;

/** One run in a hundred moves no median that a person could see; and the time for all curves grows with the runs, not with their square. */
const leastGrowth = 1.01;

const withoutRun = ({ run: _run, ...rest }: LiveState): LiveState => rest;
const withoutStep = ({ step: _step, ...rest }: LiveState): LiveState => rest;

const perSecond = (count: number, ms: number): number => (ms > 0 ? (1000 * count) / ms : 0);

const advanceCounters = (
  last: LiveCounters | undefined,
  { bytesFetched, elapsedMs, waits, waitNs, steps }: Extract<Event, { kind: 'run-live' }>,
): LiveCounters => {
  const look = { elapsedMs, bytesFetched, steps };
  const former = last?.looks.at(-1) ?? { elapsedMs: 0, bytesFetched: 0, steps: 0 };
  const looks = [...(last?.looks ?? []), look].filter(
    (each) => elapsedMs - each.elapsedMs <= stepWindowMs,
  );
  const [first = look] = looks;
  const ms = elapsedMs - former.elapsedMs;
  const isNew = ms > 0 || last === undefined;
  return {
    ...{ bytesFetched, waits, waitNs, steps, looks },
    bytesPerSecond: isNew ? perSecond(bytesFetched - former.bytesFetched, ms) : last.bytesPerSecond,
    stepsPerSecond: perSecond(steps - first.steps, elapsedMs - first.elapsedMs),
  };
};

/** Until the next one begins it is still shown which run it was; after the last one nothing is. */
const withoutCounters = ({ run, ...rest }: LiveState): LiveState => {
  if (run === undefined || run.planned.index === rest.pace?.plan.runs.at(-1)?.index) return rest;
  return { ...rest, run: { planned: run.planned, beganMs: run.beganMs, isOver: true } };
};

/** What former sessions of the sweep measured is shown from its beginning. */
const beginSweep = (
  state: LiveState,
  { plan, before = [] }: Extract<Event, { kind: 'sweep-began' }>,
): LiveState => ({
  ...withoutStep(state),
  ...{ pace: beginPace(plan, before), ended: before },
  curves: before.length === 0 ? [] : deriveCurvesSoFar(plan, before),
  curvesOf: before.length,
});

const endRun = (state: LiveState, record: KeptRun): LiveState => {
  const ended = [...state.ended, record];
  const isDue = ended.length >= leastGrowth * state.curvesOf;
  const failed = record.round >= 0 && record.outcome.status !== 'completed' ? 1 : 0;
  return {
    ...withoutCounters(state),
    ended,
    ...(state.pace === undefined ? {} : { pace: advancePace(state.pace, record) }),
    // Between two runs: it takes no time from one that is measured.
    ...(state.pace !== undefined && isDue
      ? { curves: deriveCurvesSoFar(state.pace.plan, ended), curvesOf: ended.length }
      : {}),
    trouble: { ...state.trouble, failed: state.trouble.failed + failed },
  };
};

const disturb = (
  { disturbed, again, failed }: Trouble,
  event: Extract<Event, { kind: 'run-disturbed' }>,
): Trouble => ({
  disturbed: disturbed + 1,
  again: again + (event.again ? 1 : 0),
  failed,
  why: event.why.join('; '),
});

/** The state after an event that came at this time. */
export const advanceState = (state: LiveState, event: Event, nowMs: number): LiveState => {
  switch (event.kind) {
    case 'step-began':
      return { ...state, step: event.step };
    case 'progress': {
      const share = event.total > 0 ? ` ${Math.floor((100 * event.done) / event.total)} %` : '';
      return { ...state, step: `${event.step}${share}` };
    }
    case 'step-ended':
      return withoutStep(state);
    case 'sweep-began':
      return beginSweep(state, event);
    case 'run-began':
      return { ...state, run: { planned: event.run, beganMs: nowMs } };
    case 'run-live': {
      if (state.run === undefined) return state;
      return {
        ...state,
        run: { ...state.run, counters: advanceCounters(state.run.counters, event) },
      };
    }
    case 'run-ended':
      return endRun(state, event.kept);
    case 'run-disturbed':
      // Warm-up does not count, so nothing is lost.
      return event.run.round < 0 ? state : { ...state, trouble: disturb(state.trouble, event) };
    case 'sweep-ended':
      return withoutRun(state);
    case 'warning':
    case 'rounds-decided':
    case 'sweep-timed':
      return state;
  }
};
