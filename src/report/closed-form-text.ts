import type { SolvedRequirement } from '../model/requirement/solve.ts';
import { describeLevel } from './level-text.ts';

interface Ends {
  readonly low?: number;
  readonly high?: number;
}

/** Whether two intervals have no level in common; an absent end is endless. */
const areApart = (one: Ends, other: Ends): boolean =>
  (one.high ?? Infinity) < (other.low ?? -Infinity) ||
  (other.high ?? Infinity) < (one.low ?? -Infinity);

/** Whether the closed form and the isotonic fit contradict one another; undefined where one has no interval. */
export const closedFormAgrees = ({
  outcome,
  closedForm,
}: SolvedRequirement): boolean | undefined =>
  outcome.kind !== 'derived' ||
  closedForm?.low === undefined ||
  (outcome.low === undefined && outcome.high === undefined)
    ? undefined
    : !areApart(outcome, closedForm);

/** An interval in words, with what is open said. */
export const describeRange = ({ low, high }: Ends, describe: (value: number) => string): string => {
  if (low === undefined && high === undefined) return 'no interval';
  if (low === undefined) return `95 % interval up to ${describe(high ?? NaN)}, without a lower end`;
  if (high === undefined) return `95 % interval from ${describe(low)}, without an upper end`;
  return `95 % interval ${describe(low)} to ${describe(high)}`;
};

/** What the law of time over bandwidth says of a requirement; empty without one. */
export const describeClosedForm = (solved: SolvedRequirement): string => {
  const { closedForm, outcome, unit } = solved;
  if (closedForm === undefined) return '';
  const { value, rounds } = closedForm;
  if (value === undefined)
    return 'From the physics fit: no bandwidth keeps it, because the other limits cost more than that.';
  const describe = (level: number): string => describeLevel(level, unit);
  const range = describeRange(closedForm, describe);
  const extrapolated =
    outcome.kind === 'not-derivable' && outcome.why !== 'interval-too-wide'
      ? ', extrapolated beyond the tested levels'
      : '';
  const apart =
    closedFormAgrees(solved) === false
      ? ' The two disagree beyond their intervals: the time of a token does not follow the law, or its bend lies between two levels.'
      : '';
  return `From the physics fit of each of ${rounds} rounds: at least ${describe(value)} (${range}${extrapolated}).${apart}`;
};
