import type { Event } from '../model/event.ts';
import type { Plan, PlannedRun } from '../model/plan.ts';
import type { RunRecord } from '../model/run-record.ts';
import { describeQuantity } from '../model/units.ts';
import { describeDuration, estimateTimeLeft } from './time-left.ts';

/** What a progress line shows, gathered from events. */
export interface ProgressState {
  readonly plan?: Plan;
  readonly run?: PlannedRun;
  readonly ended: readonly Pick<RunRecord, 'case' | 'durationMs'>[];
  readonly step?: string;
  readonly live?: { readonly bytesPerSecond: number; readonly steps: number };
}

/** Before anything happened. */
export const noProgress: ProgressState = { ended: [] };

const withoutLive = ({ live: _live, ...rest }: ProgressState): ProgressState => rest;
const withoutStep = ({ step: _step, ...rest }: ProgressState): ProgressState => rest;

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
    case 'run-live': {
      const seconds = event.elapsedMs / 1000;
      const bytesPerSecond = seconds > 0 ? event.bytesFetched / seconds : 0;
      return { ...state, live: { bytesPerSecond, steps: event.steps } };
    }
    case 'run-ended':
      return { ...withoutLive(state), ended: [...state.ended, event.record] };
    case 'sweep-ended':
    case 'warning':
      return state;
  }
};

/** One line for a terminal of the given width; empty when there is nothing to show. */
export const renderProgress = (state: ProgressState, columns: number): string => {
  const { plan, run, ended, step, live } = state;
  if (step !== undefined) return `${step} ...`.slice(0, columns);
  if (plan === undefined || run === undefined || ended.length >= plan.runs.length) return '';
  const left = estimateTimeLeft(plan, ended);
  const parts = [
    run.round < 0 ? 'warm-up' : `round ${run.round + 1}/${plan.profile.workload.rounds}`,
    `run ${run.index + 1}/${plan.runs.length}`,
    ...(left === undefined ? [] : [`${describeDuration(left)} left`]),
    run.caseId,
    ...(live === undefined ? [] : [`${live.steps} steps`]),
    ...(live === undefined || live.bytesPerSecond === 0
      ? []
      : [describeQuantity('bytes-per-second', live.bytesPerSecond)]),
  ];
  return parts.join(' · ').slice(0, columns);
};
