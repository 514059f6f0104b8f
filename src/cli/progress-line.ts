import type { Event } from '../model/event.ts';
import type { Plan, PlannedRun } from '../model/plan.ts';
import { describeQuantity } from '../model/units.ts';
import { describeTimeLeft, findGoal, type EndedRun } from './time-left.ts';

/** What a progress line shows, gathered from events. */
export interface ProgressState {
  readonly plan?: Plan;
  readonly run?: PlannedRun;
  /** Repetitions too: a disturbed run ends several times. */
  readonly ended: readonly EndedRun[];
  readonly step?: string;
  readonly live?: LiveState;
}

/** What is known of the run that goes on. */
interface LiveState {
  readonly elapsedMs: number;
  readonly bytesFetched: number;
  /** Since the time before this one that the counters were read, so that loading does not weigh it down. */
  readonly bytesPerSecond: number;
  readonly waits: number;
  readonly waitNs: number;
  readonly steps: number;
}

/** Before anything happened. */
export const noProgress: ProgressState = { ended: [] };

const withoutLive = ({ live: _live, ...rest }: ProgressState): ProgressState => rest;
const withoutRun = ({ run: _run, ...rest }: ProgressState): ProgressState => rest;
const withoutStep = ({ step: _step, ...rest }: ProgressState): ProgressState => rest;

const advanceLive = (
  last: LiveState | undefined,
  { bytesFetched, elapsedMs, waits, waitNs, steps }: Extract<Event, { kind: 'run-live' }>,
): LiveState => {
  const ms = elapsedMs - (last?.elapsedMs ?? 0);
  const bytes = bytesFetched - (last?.bytesFetched ?? 0);
  const bytesPerSecond = ms > 0 ? (1000 * bytes) / ms : (last?.bytesPerSecond ?? 0);
  return { elapsedMs, bytesFetched, bytesPerSecond, waits, waitNs, steps };
};

/** The state after an event. */
export const advanceProgress = (state: ProgressState, event: Event): ProgressState => {
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
      return { ...withoutStep(state), plan: event.plan };
    case 'run-began':
      return { ...withoutLive(state), run: event.run };
    case 'run-live':
      return { ...state, live: advanceLive(state.live, event) };
    case 'run-ended': {
      const isLast = event.run.index + 1 === state.plan?.runs.length;
      const idle = withoutLive(isLast ? withoutRun(state) : state);
      return { ...idle, ended: [...state.ended, event.record] };
    }
    case 'sweep-ended':
      return withoutLive(withoutRun(state));
    case 'warning':
    case 'run-disturbed':
    case 'rounds-decided':
      return state;
  }
};

/** Short enough for a line that changes all the time. */
const rounded = (value: number): number => Number(value.toPrecision(3));

const counted = (count: number, noun: string): string =>
  `${compact(count)} ${noun}${count === 1 ? '' : 's'}`;

const compact = (count: number): string => {
  if (count < 10_000) return String(count);
  return count < 9_999_500 ? `${Math.round(count / 1000)}k` : `${Math.round(count / 1e6)}M`;
};

interface LiveTexts {
  readonly rate: readonly string[];
  readonly waits: readonly string[];
  /** The same with the mean of them. */
  readonly eachWait: readonly string[];
  readonly tokens: readonly string[];
  readonly tok: readonly string[];
}

/** Empty lists for what there is nothing to say about: without a tier nothing is fetched. */
const textsOf = (live: LiveState | undefined): LiveTexts => {
  if (live === undefined) return { rate: [], waits: [], eachWait: [], tokens: [], tok: [] };
  const fetches = live.bytesFetched > 0;
  const waits = counted(live.waits, 'wait');
  const mean = live.waits === 0 ? undefined : rounded(live.waitNs / live.waits);
  return {
    rate: fetches ? [describeQuantity('bytes-per-second', rounded(live.bytesPerSecond))] : [],
    waits: fetches ? [waits] : [],
    eachWait: fetches
      ? [mean === undefined ? waits : `${waits} of ${describeQuantity('time', mean)}`]
      : [],
    tokens: [counted(live.steps, 'token')],
    tok: [`${compact(live.steps)} tok`],
  };
};

/** `tier.readBandwidth=25GB/s` without what all parameters have in common. */
const withoutFolder = (caseId: string): string => caseId.replace(/^[a-zA-Z.]*\.(?=[^=.]*=)/, '');

/** One line for a terminal of the given width, with as much as fits; empty when there is nothing to show. */
export const renderProgress = (state: ProgressState, columns: number): string => {
  const { plan, run, ended, step, live } = state;
  if (step !== undefined) return `${step} ...`.slice(0, columns);
  if (plan === undefined || run === undefined) return '';
  const goal = findGoal(plan, ended);
  const timeLeft = describeTimeLeft(plan, ended);
  const left = timeLeft === undefined ? [] : [timeLeft];
  const round = run.round < 0 ? 'warm-up' : `round ${run.round + 1}/${goal.rounds}`;
  const again = run.attempt === undefined ? '' : ' again';
  const count = `${run.index + 1}/${goal.runs}${again}`;
  const { rate, waits, eachWait, tokens, tok } = textsOf(live);
  const { caseId } = run;
  const short = withoutFolder(caseId);
  const layouts = [
    [round, `run ${count}`, ...left, caseId, ...rate, ...eachWait, ...tokens],
    [round, `run ${count}`, ...left, caseId, ...rate, ...waits, ...tokens],
    [`run ${count}`, ...left, short, ...rate, ...waits, ...tokens],
    [count, ...left, short, ...rate, ...waits, ...tokens],
    [count, short, ...rate, ...waits, ...tokens],
    [count, ...rate, ...waits, ...tok],
    [...rate, ...waits, ...tok],
  ].map((parts) => parts.join(' · '));
  // What fits nowhere is cut off: on 20 columns little can be said.
  return layouts.find((line) => line.length <= columns) ?? (layouts.at(-2) ?? '').slice(0, columns);
};
