import type { CasePoint } from './case-point.ts';
import type { Curves } from './curves.ts';

/**
 * What may be said of a point beside its numbers.
 *
 * - `degraded`: slower than the reference, by more than the null band.
 * - `faster`: faster than the reference, by more than the null band.
 * - `unchanged`: its whole interval lies within the null band.
 * - `undecided`: its interval lies partly within the null band; more rounds would narrow both.
 * - `indicative`: it or the null case has no interval.
 * - `none`: it is not bound, so that its numbers say nothing of a level.
 */
export type Claim = 'degraded' | 'faster' | 'unchanged' | 'undecided' | 'indicative' | 'none';

/** Ratios that arise without any limit. Holds 1. */
export interface NullBand {
  readonly test: string;
  readonly low: number;
  readonly high: number;
}

const bandOf = (reference: Curves['reference'], point: CasePoint): readonly NullBand[] => {
  const { test, ratio, tokensPerSecond } = point;
  const estimate = reference === 'baseline' ? ratio : tokensPerSecond;
  if (estimate?.low === undefined || estimate.high === undefined) return [];
  const unit = reference === 'baseline' ? 1 : estimate.value;
  return [{ test, low: Math.min(1, estimate.low / unit), high: Math.max(1, estimate.high / unit) }];
};

/**
 * The null band of each test, outside of which a ratio must lie to be more than what the machinery or
 * chance makes.
 *
 * Where ratios are to the baseline, it is the interval of null's own ratio to it, widened to hold 1:
 * the limits are off, so whatever differs is no effect of theirs. Where ratios are to null, null's
 * ratio to the baseline is no such measure: null holds the weights in huge pages and the baseline does
 * not, and that difference is in neither side of a ratio to null. The band is then the spread of null
 * with itself: the interval of its tokens/s over their median. It is taken across rounds, so a drift
 * of the session makes it wider, which errs on the side of no claim.
 *
 * A test is absent where there is no such interval.
 */
export const listNullBands = ({ reference, null: points }: Curves): readonly NullBand[] =>
  points.flatMap((point) => bandOf(reference, point));

/** The claim that a point of a curve allows, given the null band of its test. */
export const claimOf = (
  { verdict, ratio }: Pick<CasePoint, 'verdict' | 'ratio'>,
  band: Pick<NullBand, 'low' | 'high'> | undefined,
): Claim => {
  if (verdict.verdict !== 'bound' || ratio === undefined) return 'none';
  const { low, high } = ratio;
  if (low === undefined || high === undefined || band === undefined) return 'indicative';
  // The band holds 1, so that what lies outside of it excludes 1.
  if (high < band.low) return 'degraded';
  if (low > band.high) return 'faster';
  return low >= band.low && high <= band.high ? 'unchanged' : 'undecided';
};
