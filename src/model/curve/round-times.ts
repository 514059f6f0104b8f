import type { Plan } from '../plan.ts';
import type { Nanoseconds } from '../units.ts';
import { pairRounds } from './pair-rounds.ts';
import type { CountedRuns } from './counted-runs.ts';
import type { Curve } from './curves.ts';
import { roundKey, type RoundKey } from './round-key.ts';

/** One round's times of a token in a test; of a round that was divided, those of one part. */
export interface RoundTimes {
  readonly round: number;
  /** In the reference case. */
  readonly reference: Nanoseconds;
  /** By the id of the case. */
  readonly byCase: ReadonlyMap<string, Nanoseconds>;
}

interface MutableTimes extends RoundTimes {
  readonly byCase: Map<string, Nanoseconds>;
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
  const rounds = new Map<RoundKey, MutableTimes>();
  for (const { caseId } of points)
    for (const { record, sample, base } of pairRounds({ id: caseId }, test, runs, referenceId)
      .pairs) {
      if (base === undefined) continue;
      const key = roundKey(record);
      const { round } = record;
      const times = rounds.get(key) ?? { round, reference: timeOf(base), byCase: new Map() };
      times.byCase.set(caseId, timeOf(sample));
      rounds.set(key, times);
    }
  return [...rounds.values()].toSorted((left, right) => left.round - right.round);
};
