import type { CurvePoint } from '../curve/curves.ts';
import { levelOfPoint } from './level-unit.ts';
import type { SolvedRequirement } from './solve.ts';

/** Whether a level meets a requirement, and why. */
export interface Check {
  readonly met: boolean;
  readonly why: CheckReason;
}

/** What decided whether a level meets a requirement. */
export type CheckReason =
  /** The level is, or is not, on the good side of the whole interval of what is required. */
  | { readonly kind: 'interval'; readonly limit: number }
  /** What is required has no end on that side. */
  | { readonly kind: 'open-interval' }
  /** All tested levels up to this one keep the share with their whole interval, and it is as severe as the level. */
  | { readonly kind: 'tested'; readonly at: CurvePoint }
  /** The tested levels that keep the share are milder than the level. */
  | { readonly kind: 'beyond-tested'; readonly at: CurvePoint }
  /** A tested level that is no more severe than the level does not keep the share with its whole interval. */
  | { readonly kind: 'not-sure'; readonly at: CurvePoint }
  /** The measured nominal case itself decides. */
  | { readonly kind: 'nominal-case'; readonly at: Pick<CurvePoint, 'ratio' | 'verdict'> }
  | { readonly kind: 'lost-at-mildest' | 'no-bound-level' | 'no-interval' | 'interval-too-wide' }
  /** The parameter has no single value, such as a latency with quantiles. */
  | { readonly kind: 'no-value' };

/** Levels that are written differently and mean the same: rounding of sizes to bytes is no difference. */
const slightly = 1e-6;

const isAtLeastAsMild = (
  level: number,
  limit: number,
  { unit: { better } }: SolvedRequirement,
): boolean =>
  better === 'higher' ? level >= limit * (1 - slightly) : level <= limit * (1 + slightly);

/** All tested levels down to `last` keep the share by their estimates: decides whether they surely do. */
const checkTested = (level: number, last: CurvePoint, solved: SolvedRequirement): Check => {
  const { outcome, indicative } = solved.tested;
  if (indicative) return { met: false, why: { kind: 'no-interval' } };
  if (outcome.kind !== 'kept') {
    const at = outcome.kind === 'not-monotone' ? outcome.lostAt : last;
    return { met: false, why: { kind: 'not-sure', at } };
  }
  const { at, lostAt } = outcome;
  const limit = levelOfPoint(at, solved.unit);
  if (limit !== undefined && isAtLeastAsMild(level, limit, solved))
    return { met: true, why: { kind: 'tested', at } };
  return {
    met: false,
    why: lostAt === undefined ? { kind: 'beyond-tested', at } : { kind: 'not-sure', at: lostAt },
  };
};

/**
 * Whether a level, in the unit of the requirement, keeps the share for sure: it lies on the good side of
 * the whole interval of the required level, or, where all tested levels keep the share, is no more severe than
 * the last that keeps it with its whole interval. What cannot be derived is not met.
 */
export const checkLevel = (level: number, solved: SolvedRequirement): Check => {
  const { outcome, unit } = solved;
  if (outcome.kind === 'indicative') return { met: false, why: { kind: 'no-interval' } };
  if (outcome.kind === 'not-derivable')
    return outcome.why === 'kept-at-all'
      ? checkTested(level, outcome.at, solved)
      : { met: false, why: { kind: outcome.why } };
  const limit = unit.better === 'higher' ? outcome.high : outcome.low;
  return limit === undefined
    ? { met: false, why: { kind: 'open-interval' } }
    : { met: isAtLeastAsMild(level, limit, solved), why: { kind: 'interval', limit } };
};

/** Whether a measured case keeps a share with its whole interval, whatever its parameters are. */
export const checkCase = (
  at: Pick<CurvePoint, 'ratio' | 'verdict'> | undefined,
  keep: number,
): Check => {
  if (at === undefined) return { met: false, why: { kind: 'no-value' } };
  if (at.ratio?.low === undefined) return { met: false, why: { kind: 'no-interval' } };
  const met = at.verdict.verdict === 'bound' && at.ratio.low >= keep;
  return { met, why: { kind: 'nominal-case', at } };
};
