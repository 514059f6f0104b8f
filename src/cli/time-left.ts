import { leastRuns } from '../model/plan/least-runs.ts';
import type { Plan } from '../model/plan.ts';
import type { RunRecord } from '../model/run-record.ts';

/** Of a run that has ended, what is needed to tell how long others take. */
export type EndedRun = Pick<RunRecord, 'index' | 'case' | 'durationMs'>;

/** Up to which run and round is counted. */
export interface Goal {
  readonly runs: number;
  readonly rounds: number;
  /** Whether the sweep ends there, goes on beyond where it is needed, or may end earlier. */
  readonly kind: 'all' | 'least' | 'most';
}

/**
 * The end towards which progress is counted: where rounds are added as they are needed, that of the
 * fewest rounds, and once these are done that of the most. Between the two nothing is known of how many
 * are needed: intervals do not narrow evenly.
 */
export const findGoal = (plan: Plan, ended: readonly Pick<RunRecord, 'index'>[]): Goal => {
  const { rounds, adaptive } = plan.profile.workload;
  const most = plan.runs.length;
  if (adaptive === undefined || adaptive.maxRounds === rounds)
    return { runs: most, rounds, kind: 'all' };
  const least = leastRuns(plan);
  return ended.some(({ index }) => index >= least - 1)
    ? { runs: most, rounds: adaptive.maxRounds, kind: 'most' }
    : { runs: least, rounds, kind: 'least' };
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the run that goes on, how long it has done so. */
export interface CurrentRun {
  readonly index: number;
  readonly elapsedMs: number;
}

/**
 * Milliseconds until runs have ended that have not, up to the goal: each run as long as its case took
 * so far, cases not yet seen as long as the mean of those seen. Repetitions of disturbed runs are not
 * foreseen. Undefined before the first run has ended.
 */
export const estimateTimeLeft = (
  plan: Plan,
  ended: readonly EndedRun[],
  current?: CurrentRun,
): number | undefined => {
  if (ended.length === 0) return undefined;
  const byCase = new Map<string, number[]>();
  for (const run of ended) {
    const durations = byCase.get(run.case) ?? [];
    durations.push(run.durationMs);
    byCase.set(run.case, durations);
  }
  const means = new Map([...byCase].map(([caseId, durations]) => [caseId, mean(durations)]));
  const typical = mean([...means.values()]);
  const done = new Set(ended.map(({ index }) => index));
  return plan.runs
    .slice(0, findGoal(plan, ended).runs)
    .filter(({ index }) => !done.has(index))
    .reduce((sum, { index, caseId }) => {
      const elapsed = index === current?.index ? current.elapsedMs : 0;
      return sum + Math.max(0, (means.get(caseId) ?? typical) - elapsed);
    }, 0);
};

/** A duration for people: `45 s`, `3 min`, `1 h 20 min`. */
export const describeDuration = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const bounds: Readonly<Record<Goal['kind'], string>> = {
  all: '',
  least: 'at least ',
  most: 'at most ',
};

/** The time left for people: `3 min left`, `at least 3 min left` where rounds may be added. */
export const describeTimeLeft = (ms: number, kind: Goal['kind']): string =>
  `${bounds[kind]}${describeDuration(ms)} left`;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const dayMs = 24 * 3_600_000;

/** When it will be over, for people: `ends 14:32`; `not before 14:32` where rounds may be added. */
export const describeEnd = (nowMs: number, leftMs: number, kind: Goal['kind']): string => {
  const end = new Date(nowMs + leftMs);
  const clock = end.toTimeString().slice(0, 5);
  const day = leftMs < dayMs ? '' : `${days[end.getDay()] ?? ''} `;
  const word = { all: 'ends', least: 'not before', most: 'by' }[kind];
  return `${word} ${day}${clock}`;
};
