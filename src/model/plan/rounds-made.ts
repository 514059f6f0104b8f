import { allPoints, type Curves } from '../curve/curves.ts';
import type { Plan } from '../plan.ts';
import type { RunRecord } from '../run-record.ts';
import { countRounds } from './count-rounds.ts';
import { decideByIntervals, listAwaited } from './decide-rounds.ts';
import type { RoundsDecision } from './rounds-decision.ts';

/** How many rounds a recorded sweep has, and why it has no more. */
export interface RoundsMade {
  /** On another round after the last whole one. Where it says `more`, the sweep was interrupted. */
  readonly decision: RoundsDecision;
  /** A round was begun and not made to its end. */
  readonly partial: boolean;
  /** Points whose interval is waited for and that have none. */
  readonly withoutInterval: number;
}

/** The rounds of a recorded sweep; `curves` are derived from the same records. */
export const summarizeRounds = (
  plan: Plan,
  records: readonly RunRecord[],
  curves: Curves,
): RoundsMade => {
  const { whole, begun } = countRounds(plan, records);
  const awaited = listAwaited(plan, allPoints(curves), whole);
  return {
    decision: decideByIntervals(plan, whole, awaited),
    partial: begun > 0,
    withoutInterval: awaited.without,
  };
};
