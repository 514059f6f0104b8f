import { isDisturbed } from './disturbance/is-disturbed.ts';
import type { Evidence } from './evidence.ts';
import { createSharing } from './keep-runs.ts';
import type { Plan } from './plan.ts';
import type { RunRecord, Sample, Verdict } from './run-record.ts';
import { judgeSample, withoutGate, type JudgedSample } from './verdict.ts';

/** Of one test's value in a run, what a sweep in progress decides by. */
export type KeptSample = Pick<Sample, 'test' | 'tokensPerSecond'> & JudgedSample;

/**
 * Of a run, what a sweep in progress decides by: how it ended, who disturbed it, throughput. A sweep of
 * many runs keeps it of each of them; a whole record is one too.
 */
export interface KeptRun extends Pick<
  RunRecord,
  | ('index' | 'round' | 'attempt' | 'shard' | 'case')
  | ('durationMs' | 'outcome' | 'disturbance' | 'verdict' | 'verdicts' | 'evidence')
> {
  readonly samples: readonly KeptSample[];
}

const nothing: Evidence[] = [];

/** Of other verdicts the reason has numbers of the run, so that no two are alike. */
const isOften = ({ verdict }: Verdict): boolean => verdict === 'bound' || verdict === 'not-binding';

/**
 * Gives what is kept of each record of a sweep, what is the same in most runs as one object for all.
 * In place of evidence it has the verdict on each test.
 */
export const keepForDecisions = ({
  cases,
}: Pick<Plan, 'cases'>): ((record: RunRecord) => KeptRun) => {
  const share = createSharing();
  const byId = new Map(cases.map((each) => [each.id, each]));
  return (record) => {
    const { index, round, attempt, shard, durationMs, outcome, verdict, verdicts } = record;
    const subject = byId.get(record.case);
    const ungated = withoutGate(record);
    const judge = (sample: Sample): Verdict =>
      subject === undefined ? ungated.verdict : judgeSample(subject, ungated, sample);
    const samples = record.samples.map((sample): KeptSample => {
      const judged = judge(sample);
      return {
        test: share(sample.test),
        tokensPerSecond: sample.tokensPerSecond,
        judged: isOften(judged) ? share(judged) : judged,
      };
    });
    // Every field is always there: an object of its own shape would take several times the memory.
    return {
      index,
      round,
      attempt,
      shard,
      durationMs,
      samples,
      case: subject?.id ?? record.case,
      outcome: outcome.status === 'completed' ? share(outcome) : outcome,
      disturbance: isDisturbed(record) ? record.disturbance : undefined,
      verdict: isOften(verdict) ? share(verdict) : verdict,
      verdicts: Object.values(verdicts).every(isOften) ? share(verdicts) : verdicts,
      evidence: nothing,
    };
  };
};
