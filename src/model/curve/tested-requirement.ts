import type { Requirement } from '../profile/profile.ts';
import type { Curve, CurvePoint } from './curves.ts';

/**
 * Which of the tested levels keeps a share of the reference's throughput. Nothing is interpolated:
 * the true requirement lies between the level that keeps it and the next more severe one.
 */
export interface TestedRequirement {
  readonly parameter: string;
  readonly test: string;
  readonly metric: Requirement['metric'];
  readonly keep: number;
  /** True when the outcome rests on no interval: too few rounds, or no bound level at all. */
  readonly indicative: boolean;
  readonly outcome:
    | { readonly kind: 'kept'; readonly at: CurvePoint; readonly lostAt?: CurvePoint }
    | { readonly kind: 'not-kept' }
    | { readonly kind: 'not-monotone'; readonly lostAt: CurvePoint; readonly keptAt: CurvePoint }
    | { readonly kind: 'no-bound-level' };
  /** Levels whose verdict forbids to use them. */
  readonly leftOut: readonly CurvePoint[];
}

const keeps = ({ ratio }: CurvePoint, share: number): boolean =>
  ratio !== undefined && (ratio.low ?? ratio.value) >= share;

const outcomeOf = (points: readonly CurvePoint[], keep: number): TestedRequirement['outcome'] => {
  if (points.length === 0) return { kind: 'no-bound-level' };
  const lost = points.findIndex((point) => !keeps(point, keep));
  const at = lost === -1 ? points.at(-1) : points[lost - 1];
  const lostAt = lost === -1 ? undefined : points[lost];
  if (at !== undefined) return { kind: 'kept', at, ...(lostAt === undefined ? {} : { lostAt }) };
  const keptAt = points.findLast((point) => keeps(point, keep));
  return lostAt === undefined || keptAt === undefined
    ? { kind: 'not-kept' }
    : { kind: 'not-monotone', lostAt, keptAt };
};

/** The levels that an outcome rests on: of a kept share all up to the first that loses it. */
const restsOn = (
  outcome: TestedRequirement['outcome'],
  points: readonly CurvePoint[],
): readonly CurvePoint[] =>
  outcome.kind === 'kept' && outcome.lostAt !== undefined
    ? points.slice(0, points.indexOf(outcome.lostAt) + 1)
    : points;

/**
 * Finds the most severe tested level at which it and every milder bound level keep the share: with
 * the whole interval, or with the estimate alone where there is no interval.
 */
export const findTestedRequirement = (
  curve: Curve,
  { metric, keep }: Requirement,
): TestedRequirement => {
  const usable = curve.points.filter(
    ({ verdict, ratio }) => verdict.verdict === 'bound' && ratio !== undefined,
  );
  const outcome = outcomeOf(usable, keep);
  return {
    parameter: curve.parameter,
    test: curve.test,
    metric,
    keep,
    indicative:
      outcome.kind === 'no-bound-level' ||
      restsOn(outcome, usable).some(({ ratio }) => ratio?.low === undefined),
    outcome,
    leftOut: curve.points.filter((point) => !usable.includes(point)),
  };
};
