import type { Verdict } from '../run-record.ts';
import { bound } from './verdict-values.ts';

/** From harmless to fatal. */
const severity: readonly Verdict['verdict'][] = [
  'bound',
  'not-binding',
  'disturbed',
  'violated',
  'failed',
];

/** The most severe of several verdicts, the first one among equals; `bound` for none. */
export const worstVerdict = (verdicts: readonly Verdict[]): Verdict => {
  let worst: Verdict | undefined;
  for (const each of verdicts)
    if (worst === undefined || severity.indexOf(each.verdict) > severity.indexOf(worst.verdict))
      worst = each;
  return worst ?? bound;
};

/**
 * The verdict on a median over runs: `bound` when more than half of the runs are, since they then
 * hold the median; else the worst verdict, the first one among equals. `bound` for no runs.
 */
export const medianVerdict = (verdicts: readonly Verdict[]): Verdict => {
  const boundRuns = verdicts.filter(({ verdict }) => verdict === 'bound');
  const [first] = boundRuns;
  return first !== undefined && boundRuns.length * 2 > verdicts.length
    ? first
    : worstVerdict(verdicts);
};
