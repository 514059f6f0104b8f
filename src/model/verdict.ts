import type { Evidence } from './evidence.ts';
import type { Case } from './plan.ts';
import type { Outcome, RunRecord, Sample, Verdict } from './run-record.ts';
import { judgeConstraints, summarize, type Judgement } from './verdict/constraints.ts';
import { describeOutOfMemory } from './verdict/out-of-memory.ts';
import { judgeTestOfTier } from './verdict/tier.ts';
import { worstVerdict } from './verdict/severity.ts';
import { disturbedBy, failedBecause } from './verdict/verdict-values.ts';

/** What a test is judged by. */
export interface JudgedSample extends Pick<Sample, 'tier'> {
  /** The verdict on it in a run that is bound, where it was judged already. */
  readonly judged?: Verdict | undefined;
}

/**
 * The verdict on one test of a run: the run's, unless the run is bound by what other tests fetched
 * and nothing came through the tier during this one.
 */
export const judgeSample = (
  subject: Pick<Case, 'kind' | 'constraints'>,
  run: Pick<RunRecord, 'verdict' | 'evidence'>,
  { tier, judged }: JudgedSample,
): Verdict => {
  if (run.verdict.verdict !== 'bound') return run.verdict;
  return (
    judged ?? (tier === undefined ? run.verdict : judgeTestOfTier(subject, run.evidence, tier))
  );
};

/** What a run is judged by. */
export interface JudgedRun {
  readonly case: Pick<Case, 'kind' | 'constraints'>;
  readonly outcome: Outcome;
  readonly evidence: readonly Evidence[];
  /** What disturbed it, in words; nothing when absent. */
  readonly disturbed?: readonly string[];
}

const judgeByEvidence = ({ case: subject, outcome, evidence }: JudgedRun): Judgement => {
  if (outcome.status !== 'failed')
    return judgeConstraints({ case: subject, evidence, span: 'tests' });
  const killed = describeOutOfMemory(evidence);
  return killed === undefined
    ? { verdict: failedBecause(outcome.problem), verdicts: {} }
    : summarize({ memory: failedBecause(killed) });
};

/**
 * The verdicts on a run: `failed` when the process failed, with the kernel's reason where it killed
 * the workload, else what the evidence says of each constraint. A partial run is judged by its
 * evidence. A disturbed run is that unless something graver is known of it; the verdicts on its
 * constraints stay as they are.
 */
export const judgeRun = (judged: JudgedRun): Judgement => {
  const { disturbed = [] } = judged;
  const judgement = judgeByEvidence(judged);
  return disturbed.length === 0
    ? judgement
    : { ...judgement, verdict: worstVerdict([judgement.verdict, disturbedBy(disturbed)]) };
};

/** A run as it would have been judged without the disturbance gate. */
export const withoutGate = <Run extends Pick<RunRecord, 'verdict' | 'verdicts'>>(
  record: Run,
): Run =>
  record.verdict.verdict === 'disturbed'
    ? { ...record, verdict: worstVerdict(Object.values(record.verdicts)) }
    : record;
