import type { Evidence } from './evidence.ts';
import type { Case } from './plan.ts';
import type { Outcome, Verdict } from './run-record.ts';
import { judgeTier } from './tier-verdict.ts';

/** From harmless to fatal: a point of a curve takes the worst of its runs. */
const severity: readonly Verdict['verdict'][] = [
  'bound',
  'not-binding',
  'disturbed',
  'violated',
  'failed',
];

/** The worst of several verdicts, the first one among equals; `bound` for none. */
export const worstVerdict = (verdicts: readonly Verdict[]): Verdict => {
  let worst: Verdict = { verdict: 'bound', why: '' };
  for (const each of verdicts)
    if (severity.indexOf(each.verdict) > severity.indexOf(worst.verdict)) worst = each;
  return worst;
};

/** What a run is judged by. */
export interface JudgedRun {
  readonly case: Pick<Case, 'kind' | 'constraints'>;
  readonly outcome: Outcome;
  readonly evidence: readonly Evidence[];
}

/**
 * The verdict on a run: `failed` when the process failed or a constraint left no evidence, else
 * what the evidence says of the constraints. A partial run is judged by its evidence.
 */
export const judgeRun = (run: JudgedRun): Verdict =>
  run.outcome.status === 'failed'
    ? { verdict: 'failed', why: run.outcome.problem }
    : judgeTier(run.case, run.evidence);
