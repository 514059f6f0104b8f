import type { Curve, CurvePoint } from '../curve/curves.ts';
import { findTestedRequirement, type TestedRequirement } from '../curve/tested-requirement.ts';
import type { Requirement } from '../profile/profile.ts';
import { crossingRange, type CrossingRange } from './band-crossing.ts';
import { crossingOf } from './crossing.ts';
import type { ClosedForm } from './closed-form.ts';
import { levelOfPoint, levelUnit, type LevelUnit } from './level-unit.ts';
import { fitMonotone, type MonotoneCurve } from './monotone-curve.ts';
import { nextLevel, type NextLevel } from './next-level.ts';

/** The tested bound levels between which a curve crosses a share. */
export interface Bracket {
  readonly milder: CurvePoint;
  readonly severer: CurvePoint;
}

/** What a curve says of the level at which it crosses a share. */
export type SolvedOutcome =
  | {
      readonly kind: 'derived';
      /** The level, in its unit. */
      readonly value: number;
      /** Lower end of the level's 95 % interval; absent where the tested range does not bound it. */
      readonly low?: number;
      readonly high?: number;
      readonly between: Bracket;
      /** What would bound the open end. */
      readonly next?: NextLevel;
    }
  /** Too few rounds for intervals. */
  | { readonly kind: 'indicative'; readonly value: number; readonly between: Bracket }
  | { readonly kind: 'not-derivable'; readonly why: 'no-bound-level' }
  /** The share is kept at the most severe level, `at`, and at all milder ones. */
  | {
      readonly kind: 'not-derivable';
      readonly why: 'kept-at-all';
      readonly at: CurvePoint;
      readonly next: NextLevel;
    }
  /** The share is lost at the mildest level, `at`, already. */
  | {
      readonly kind: 'not-derivable';
      readonly why: 'lost-at-mildest';
      readonly at: CurvePoint;
      readonly next: NextLevel;
    }
  /** The curve crosses the share, but within its intervals it may do so anywhere in the tested range. */
  | {
      readonly kind: 'not-derivable';
      readonly why: 'interval-too-wide';
      readonly value: number;
      readonly between: Bracket;
    };

/** The level of a parameter that keeps a share of the reference's throughput. */
export interface SolvedRequirement {
  readonly parameter: string;
  readonly test: string;
  readonly metric: Requirement['metric'];
  readonly keep: number;
  readonly unit: LevelUnit;
  readonly outcome: SolvedOutcome;
  /** Bound levels at which throughput rises with severity, beyond its intervals. */
  readonly notMonotoneAt: readonly CurvePoint[];
  /** The same by the law of time over bandwidth; decode over the tier's bandwidth only. */
  readonly closedForm?: ClosedForm;
  /** What the tested levels say by themselves, without interpolation. */
  readonly tested: TestedRequirement;
}

const levelsOf = (
  { mild, severe }: CrossingRange,
  x: number,
  { axis }: MonotoneCurve,
  { better }: LevelUnit,
): { low?: number; high?: number } => {
  // A level without an interval is in the fit and not in the band, so the fit may leave the band there.
  const gentle = mild === undefined ? undefined : axis.levelAt(Math.min(mild, x));
  const harsh = severe === undefined ? undefined : axis.levelAt(Math.max(severe, x));
  const [low, high] = better === 'higher' ? [harsh, gentle] : [gentle, harsh];
  return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
};

const outcomeOf = (
  curve: MonotoneCurve,
  unit: LevelUnit,
  keep: number,
  predicted: number | undefined,
  tried: readonly number[],
): SolvedOutcome => {
  const { axis, points, knots, band } = curve;
  const target = 1 / keep;
  const [first, last] = [knots.at(0), knots.at(-1)];
  const [mildest, severest] = [points.at(0)?.point, points.at(-1)?.point];
  if (first === undefined || last === undefined || mildest === undefined || severest === undefined)
    return { kind: 'not-derivable', why: 'no-bound-level' };
  const milder = (): NextLevel =>
    nextLevel('milder', { last: first, neighbour: knots[1], tried }, target, axis, unit);
  const moreSevere = (): NextLevel =>
    nextLevel(
      'more-severe',
      { last, neighbour: knots.at(-2), tried },
      target,
      axis,
      unit,
      predicted !== undefined && predicted > last.x ? predicted : undefined,
    );
  const crossing = crossingOf(knots, target);
  if (crossing === undefined)
    return first.y > target
      ? { kind: 'not-derivable', why: 'lost-at-mildest', at: mildest, next: milder() }
      : { kind: 'not-derivable', why: 'kept-at-all', at: severest, next: moreSevere() };
  const between: Bracket = {
    milder: points[crossing.at - 1]?.point ?? mildest,
    severer: points[crossing.at]?.point ?? severest,
  };
  const value = axis.levelAt(crossing.x);
  if (band.length < 2) return { kind: 'indicative', value, between };
  const range = crossingRange(band, target, axis.shape);
  if (range.mild === undefined && range.severe === undefined)
    return { kind: 'not-derivable', why: 'interval-too-wide', value, between };
  return {
    kind: 'derived',
    value,
    ...levelsOf(range, crossing.x, curve, unit),
    between,
    ...(range.mild === undefined
      ? { next: milder() }
      : range.severe === undefined
        ? { next: moreSevere() }
        : {}),
  };
};

/**
 * The level at which a curve crosses a kept share: an isotonic fit of the log ratios of the bound levels,
 * between them a straight line of time (`1 / ratio`) on the parameter's axis; and the 95 % interval of the
 * level, by where the band of the levels' intervals crosses the share. The order of points does not matter.
 */
export const solveRequirement = (
  curve: Curve,
  requirement: Requirement,
  closedForm?: ClosedForm,
): SolvedRequirement => {
  const { metric, keep } = requirement;
  const unit = levelUnit(curve);
  const monotone = fitMonotone(curve);
  const tested = findTestedRequirement(curve, requirement);
  const tried = tested.leftOut.flatMap((point) => levelOfPoint(point, unit) ?? []);
  const predicted =
    closedForm === undefined ? undefined : monotone.axis.xOf(closedForm.value ?? Infinity);
  return {
    parameter: curve.parameter,
    test: curve.test,
    metric,
    keep,
    unit,
    outcome: outcomeOf(monotone, unit, keep, predicted, tried),
    notMonotoneAt: monotone.reversals,
    ...(closedForm === undefined ? {} : { closedForm }),
    tested,
  };
};
