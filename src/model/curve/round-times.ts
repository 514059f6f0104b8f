import type { Plan } from '../plan.ts';
import type { Nanoseconds } from '../units.ts';
import { pairRounds } from './case-point.ts';
import type { CountedRuns } from './counted-runs.ts';
import type { Curve } from './curves.ts';

/** One round's times of a token in a test. */
export interface RoundTimes {
  readonly round: number;
  /** In the reference case. */
  readonly reference: Nanoseconds;
  /** By the id of the case. */
  readonly byCase: ReadonlyMap<string, Nanoseconds>;
}

const timeOf = ({ tokensPerSecond }: { readonly tokensPerSecond: number }): Nanoseconds =>
  1e9 / tokensPerSecond;

/**
 * The times of a token, `1 / (tokens per second)`, at the levels of a curve, round by round: those that
 * the curve's ratios are made of.
 */
export const roundTimes = (
  plan: Pick<Plan, 'cases' | 'reference'>,
  runs: CountedRuns,
  { points, test }: Pick<Curve, 'points' | 'test'>,
): readonly RoundTimes[] => {
  const referenceId = plan.cases.find(({ kind }) => kind === plan.reference)?.id;
  const rounds = new Map<number, { reference: Nanoseconds; byCase: Map<string, Nanoseconds> }>();
  for (const { caseId } of points)
    for (const { record, sample, base } of pairRounds({ id: caseId }, test, runs, referenceId)
      .pairs) {
      if (base === undefined) continue;
      const times = rounds.get(record.round) ?? { reference: timeOf(base), byCase: new Map() };
      times.byCase.set(caseId, timeOf(sample));
      rounds.set(record.round, times);
    }
  return [...rounds]
    .toSorted(([left], [right]) => left - right)
    .map(([round, times]) => ({ round, ...times }));
};
