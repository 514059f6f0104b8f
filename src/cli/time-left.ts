import { leastRuns } from '../model/plan/least-runs.ts';
import type { Plan } from '../model/plan.ts';

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
 * are needed: intervals do not narrow evenly. `furthest` is the highest index of a run that has ended, -1
 * before the first.
 */
export const findGoal = (plan: Plan, furthest: number): Goal => {
  const { rounds, adaptive } = plan.profile.workload;
  const most = plan.runs.length;
  if (adaptive === undefined || adaptive.maxRounds === rounds)
    return { runs: most, rounds, kind: 'all' };
  const least = leastRuns(plan);
  return furthest >= least - 1
    ? { runs: most, rounds: adaptive.maxRounds, kind: 'most' }
    : { runs: least, rounds, kind: 'least' };
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
