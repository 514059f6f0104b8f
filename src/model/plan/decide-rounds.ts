import { countRuns } from '../curve/counted-runs.ts';
import { estimatePoint, runsOfPoint, type PointEstimate } from '../curve/point-estimate.ts';
import type { KeptRun } from '../kept-run.ts';
import type { Case, Plan } from '../plan.ts';
import type { Estimate } from '../statistics/estimate.ts';
import { testName } from '../test-name.ts';
import type { Share } from '../units.ts';
import { countRounds } from './count-rounds.ts';
import { plannedRounds } from './planned-rounds.ts';
import type { DecideRounds, RoundsDecision, WidestInterval } from './rounds-decision.ts';

/**
 * Half the width of a ratio's interval as a share of its middle, `sqrt(high / low) - 1`: the interval
 * goes from its geometric middle divided by `1 + halfWidth` to the middle times that. Undefined where
 * there is no interval.
 */
export const halfWidthOf = ({ low, high }: Estimate): Share | undefined =>
  low === undefined || high === undefined ? undefined : Math.sqrt(high / low) - 1;

interface Judged {
  readonly point: PointEstimate;
  readonly estimate: Estimate;
}

const withEstimate = (point: PointEstimate, estimate: Estimate | undefined): readonly Judged[] =>
  estimate === undefined ? [] : [{ point, estimate }];

/**
 * Whether a case is what the sweep is made for: all levels, the nominal case and those of a design are,
 * and null where ratios are to the baseline, because the null band is then the interval of its ratio and
 * no claim stands within it. Where ratios are to null, its ratio to the baseline tells only what the
 * machinery costs or gains; nothing rests on it.
 */
const isSubject = ({ kind }: Case, { reference }: Plan): boolean =>
  kind !== 'baseline' && (kind !== 'null' || reference === 'baseline');

/** The ratios of what the sweep is made for; where there is only a baseline, its tokens/s. */
const subjectsOf = (plan: Plan, points: readonly PointEstimate[]): readonly Judged[] => {
  const idsOf = (isWanted: (subject: Case) => boolean): ReadonlySet<string> =>
    new Set(plan.cases.filter(isWanted).map(({ id }) => id));
  const subjects = idsOf((each) => isSubject(each, plan));
  const nulls = idsOf(({ kind }) => kind === 'null');
  const isNull = ({ point }: Judged): boolean => nulls.has(point.caseId);
  if (subjects.size > 0)
    return (
      points
        .filter(({ caseId }) => subjects.has(caseId))
        .flatMap((point) => withEstimate(point, point.ratio))
        // Of equally wide intervals the first is named: a level tells a reader more than null does.
        .toSorted((one, other) => Number(isNull(one)) - Number(isNull(other)))
    );
  const baselines = idsOf(({ kind }) => kind === 'baseline');
  return points
    .filter(({ caseId }) => baselines.has(caseId))
    .flatMap((point) => withEstimate(point, point.tokensPerSecond));
};

/**
 * A point whose interval is waited for. Points that are not bound are not: a limit that does not bind,
 * or is overstepped, does the same in the next round, and a point that stays disturbed although its
 * runs were repeated asks for a quieter machine, not for more rounds. Nor is a point that fails more
 * often than it gives a value.
 */
const isAwaited = ({ point, estimate }: Judged, rounds: number): boolean =>
  point.verdict.verdict === 'bound' && 2 * estimate.count >= rounds;

const isWider = (one: WidestInterval, other: WidestInterval | undefined): boolean =>
  other === undefined || one.halfWidth > other.halfWidth;

/** The widest interval of the points that are waited for, and how many of them there are. */
export interface AwaitedIntervals {
  readonly points: number;
  /** Of these, such as have no interval yet. */
  readonly without: number;
  readonly widest?: WidestInterval;
}

/** The intervals that decide whether rounds are added after so many; `points` are those of the plan. */
export const listAwaited = (
  plan: Plan,
  points: readonly PointEstimate[],
  rounds: number,
): AwaitedIntervals => {
  const awaited = subjectsOf(plan, points).filter((each) => isAwaited(each, rounds));
  let widest: WidestInterval | undefined;
  let without = 0;
  for (const { point, estimate } of awaited) {
    const halfWidth = halfWidthOf(estimate);
    if (halfWidth === undefined) {
      without += 1;
      continue;
    }
    const each: WidestInterval = { caseId: point.caseId, test: point.test, halfWidth };
    if (isWider(each, widest)) widest = each;
  }
  return { points: awaited.length, without, ...(widest === undefined ? {} : { widest }) };
};

/** The decision after so many rounds with these intervals. */
export const decideByIntervals = (
  plan: Plan,
  rounds: number,
  { points, without, widest }: AwaitedIntervals,
): RoundsDecision => {
  const { adaptive } = plan.profile.workload;
  const fewest = plannedRounds(plan);
  const said = widest === undefined ? {} : { widest };
  if (adaptive === undefined) return { kind: 'fixed', rounds, more: rounds < fewest, ...said };
  if (rounds < fewest) return { kind: 'widen', rounds, more: true, ...said };
  if (points === 0) return { kind: 'none-bound', rounds, more: false };
  if (widest !== undefined && without === 0 && widest.halfWidth <= adaptive.halfWidth)
    return { kind: 'narrow-enough', rounds, more: false, widest };
  return rounds < adaptive.maxRounds
    ? { kind: 'widen', rounds, more: true, ...said }
    : { kind: 'cap-reached', rounds, more: false, ...said };
};

/** The points of a plan, with nothing but what rounds are decided by. */
const estimatePoints = (plan: Plan, records: readonly KeptRun[]): readonly PointEstimate[] => {
  const runs = countRuns(records);
  const reference = plan.cases.find(({ kind }) => kind === plan.reference)?.id;
  return plan.cases.flatMap((subject) =>
    plan.tests.map((spec) => {
      const test = testName(spec);
      const to = isSubject(subject, plan) ? reference : undefined;
      return estimatePoint(subject, test, runsOfPoint(subject, test, runs, to));
    }),
  );
};

/**
 * Whether another round is made after those in `records`, the last of which is whole: the plan's
 * fixed number, or as many as its intervals need.
 */
export const decideRounds: DecideRounds = (plan, records) => {
  const rounds = countRounds(plan, records).whole;
  const { adaptive } = plan.profile.workload;
  const fewest = plannedRounds(plan);
  // Where intervals decide nothing, they need not be derived.
  return adaptive === undefined
    ? { kind: 'fixed', rounds, more: rounds < fewest }
    : decideByIntervals(plan, rounds, listAwaited(plan, estimatePoints(plan, records), rounds));
};
