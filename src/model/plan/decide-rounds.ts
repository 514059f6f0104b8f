import type { CasePoint } from '../curve/case-point.ts';
import { deriveCurves, type Curves } from '../curve/curves.ts';
import type { Plan } from '../plan.ts';
import type { Estimate } from '../statistics/estimate.ts';
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
  readonly point: CasePoint;
  readonly estimate: Estimate;
}

const withEstimate = (point: CasePoint, estimate: Estimate | undefined): readonly Judged[] =>
  estimate === undefined ? [] : [{ point, estimate }];

/**
 * What the sweep is made for: the ratios of all levels and of the nominal case, and those of null where
 * ratios are to the baseline, because the null band is then the interval of its ratio and no claim
 * stands within it. Where ratios are to null, its ratio to the baseline tells only what the machinery
 * costs or gains; nothing rests on it. Where there is only a baseline, its tokens/s.
 */
const subjectsOf = (curves: Curves): readonly Judged[] => {
  const ratios = [
    ...curves.sweeps.flatMap((sweep) => sweep.curves.flatMap(({ points }) => points)),
    ...curves.nominal,
    ...curves.design,
    ...(curves.reference === 'baseline' ? curves.null : []),
  ];
  return ratios.length === 0
    ? curves.baseline.flatMap((point) => withEstimate(point, point.tokensPerSecond))
    : ratios.flatMap((point) => withEstimate(point, point.ratio));
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

/** The intervals that decide whether rounds are added after so many. */
export const listAwaited = (curves: Curves, rounds: number): AwaitedIntervals => {
  const awaited = subjectsOf(curves).filter((each) => isAwaited(each, rounds));
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
    : decideByIntervals(plan, rounds, listAwaited(deriveCurves(plan, records), rounds));
};
