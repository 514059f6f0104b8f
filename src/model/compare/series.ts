import type { Plan } from '../plan.ts';
import type { Verdict } from '../run-record.ts';
import type { Metric } from '../test-name.ts';

/** What was measured: a point of a grid of prompt and generated lengths, or a test under a case. */
export type PointName =
  | { readonly kind: 'grid'; readonly p: number; readonly n: number }
  | { readonly kind: 'case'; readonly test: string; readonly caseId: string };

/** What the values count: tokens per second, or the ratio of these to a case of the same round. */
export type Measure =
  | { readonly kind: 'tokens-per-second' }
  | { readonly kind: 'ratio'; readonly reference: Plan['reference'] };

/** One value, from a process of its own. */
export interface SeriesValue {
  /** Above 0. */
  readonly value: number;
  /** Which value of the other side it makes a pair with: the one with the same text; absent where none is known. */
  readonly pair?: string;
}

/** All values of one point and metric that one side has. */
export interface Series {
  readonly point: PointName;
  readonly metric: Metric;
  readonly measure: Measure;
  readonly values: readonly SeriesValue[];
  /** On the point as a whole; absent for a grid, which has no evidence. */
  readonly verdict?: Verdict;
}

/** A text that is the same for series of both sides that are to be compared. */
export const keyOf = ({ point, metric, measure }: Omit<Series, 'values' | 'verdict'>): string =>
  JSON.stringify([
    point.kind === 'grid' ? [point.p, point.n] : [point.test, point.caseId],
    metric,
    measure.kind === 'ratio' ? measure.reference : '',
  ]);
