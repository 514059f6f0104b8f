import type { Evidence } from './evidence.ts';
import type { Case } from './plan.ts';
import type { Outcome, RunRecord, Sample, Verdict } from './run-record.ts';
import { judgeTestOfTier, judgeTier } from './tier-verdict.ts';

/** From harmless to fatal: a point of a curve that is not bound takes the worst of its runs. */
const severity: readonly Verdict['verdict'][] = [
  'bound',
  'not-binding',
  'disturbed',
  'violated',
  'failed',
];

/**
 * The verdict on a median over runs: `bound` when more than half of the runs are, since they then
 * hold the median; else the worst verdict, the first one among equals. `bound` for no runs.
 */
export const medianVerdict = (verdicts: readonly Verdict[]): Verdict => {
  let worst: Verdict = { verdict: 'bound', why: '' };
  for (const each of verdicts)
    if (severity.indexOf(each.verdict) > severity.indexOf(worst.verdict)) worst = each;
  const boundRuns = verdicts.filter(({ verdict }) => verdict === 'bound');
  return boundRuns.length * 2 > verdicts.length ? (boundRuns[0] ?? worst) : worst;
};

/**
 * The verdict on one test of a run: the run's, unless the run is bound by what other tests fetched
 * and nothing came through the tier during this one.
 */
export const judgeSample = (
  subject: Pick<Case, 'kind' | 'constraints'>,
  run: Pick<RunRecord, 'verdict' | 'evidence'>,
  sample: Pick<Sample, 'tier'>,
): Verdict =>
  run.verdict.verdict === 'bound' && sample.tier !== undefined
    ? judgeTestOfTier(subject, run.evidence, sample.tier)
    : run.verdict;

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
