import type { KeptRun } from '../model/kept-run.ts';
import type { Plan, PlannedRun } from '../model/plan.ts';
import { findGoal, type Goal } from './time-left.ts';

/** Of a run that has ended, what is needed to tell how long others take. */
export type EndedRun = Pick<KeptRun, 'index' | 'attempt' | 'case' | 'durationMs'>;

/** How far a case has come, and how long its runs take. */
interface CasePace {
  /** Up to the goal. */
  readonly planned: number;
  /** Of these, such as have ended. */
  readonly ended: number;
  /** Repetitions of disturbed runs too. */
  readonly attempts: number;
  readonly totalMs: number;
}

/** How far a sweep has come. It grows with the cases and not with the runs. */
export interface Pace {
  readonly plan: Plan;
  readonly goal: Goal;
  /** Planned runs that have ended, each counted once. */
  readonly ended: number;
  readonly byCase: ReadonlyMap<string, CasePace>;
}

const nothingYet: CasePace = { planned: 0, ended: 0, attempts: 0, totalMs: 0 };

const countPlanned = (runs: readonly PlannedRun[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { caseId } of runs) counts.set(caseId, (counts.get(caseId) ?? 0) + 1);
  return counts;
};

const countEnded = (before: CasePace | undefined, { attempt, durationMs }: EndedRun): CasePace => {
  const { planned, ended, attempts, totalMs } = before ?? nothingYet;
  return {
    planned,
    // A run is made again only after it was made.
    ended: ended + (attempt === 0 ? 1 : 0),
    attempts: attempts + 1,
    totalMs: totalMs + durationMs,
  };
};

/** Counts towards the goal of a sweep of which the furthest run that has ended is this one. */
const aim = (
  plan: Plan,
  furthest: number,
  ended: number,
  byCase: ReadonlyMap<string, CasePace>,
): Pace => {
  const goal = findGoal(plan, furthest);
  const planned = [...countPlanned(plan.runs.slice(0, goal.runs))];
  const counted = planned.map(([id, count]): [string, CasePace] => [
    id,
    { ...(byCase.get(id) ?? nothingYet), planned: count },
  ]);
  return { plan, goal, ended, byCase: new Map(counted) };
};

/** At the beginning, or where a sweep goes on. */
export const beginPace = (plan: Plan, before: readonly EndedRun[] = []): Pace => {
  const byCase = new Map<string, CasePace>();
  let [furthest, ended] = [-1, 0];
  for (const run of before) {
    byCase.set(run.case, countEnded(byCase.get(run.case), run));
    furthest = Math.max(furthest, run.index);
    ended += run.attempt === 0 ? 1 : 0;
  }
  return aim(plan, furthest, ended, byCase);
};

/** After one more run has ended. */
export const advancePace = (pace: Pace, run: EndedRun): Pace => {
  const ended = pace.ended + (run.attempt === 0 ? 1 : 0);
  const byCase = new Map(pace.byCase).set(run.case, countEnded(pace.byCase.get(run.case), run));
  // No other goal changes.
  const isReached = pace.goal.kind === 'least' && findGoal(pace.plan, run.index).kind !== 'least';
  return isReached ? aim(pace.plan, run.index, ended, byCase) : { ...pace, ended, byCase };
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of a run that goes on and has not ended before, how long it has done so. */
export interface Elapsed {
  readonly caseId: string;
  readonly elapsedMs: number;
}

/**
 * Milliseconds until runs have ended that have not, up to the goal: each run as long as its case took
 * so far, cases not yet seen as long as the mean of those seen. Repetitions of disturbed runs are not
 * foreseen. Undefined before the first run has ended.
 */
export const estimateTimeLeft = ({ byCase }: Pace, current?: Elapsed): number | undefined => {
  const seen = [...byCase.values()].filter(({ attempts }) => attempts > 0);
  if (seen.length === 0) return undefined;
  const typical = mean(seen.map(({ totalMs, attempts }) => totalMs / attempts));
  return [...byCase].reduce((sum, [id, { planned, ended, attempts, totalMs }]) => {
    const each = attempts > 0 ? totalMs / attempts : typical;
    const taken = id === current?.caseId ? Math.min(current.elapsedMs, each) : 0;
    return sum + (planned - ended) * each - taken;
  }, 0);
};
