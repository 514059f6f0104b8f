import { isDisturbed } from './disturbance/is-disturbed.ts';
import type { Evidence } from './evidence.ts';
import { createSharing } from './keep-runs.ts';
import type { Plan } from './plan.ts';
import type { RunRecord, Sample } from './run-record.ts';
import { judgeSample } from './verdict.ts';

/** Of one test's value in a run, what a sweep in progress decides by. */
export type KeptSample = Pick<Sample, 'test' | 'tokensPerSecond' | 'tier'>;

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

/**
 * Gives what is kept of each record of a sweep, what is the same in most runs as one object for all.
 * Evidence stays only where a test was judged otherwise than its run.
 */
export const keepForDecisions = ({
  cases,
}: Pick<Plan, 'cases'>): ((record: RunRecord) => KeptRun) => {
  const share = createSharing();
  const byId = new Map(cases.map((each) => [each.id, each]));
  return (record) => {
    const { index, round, attempt, shard, durationMs, outcome, verdict, verdicts } = record;
    const subject = byId.get(record.case);
    const isAlike = (sample: Sample): boolean =>
      subject === undefined ||
      judgeSample(subject, record, sample).verdict === record.verdict.verdict;
    const samples = record.samples.map((sample): KeptSample => {
      const { tokensPerSecond, tier } = sample;
      const kept = { test: share(sample.test), tokensPerSecond };
      return tier === undefined || isAlike(sample) ? kept : { ...kept, tier };
    });
    return {
      ...{ index, round, attempt, durationMs, samples },
      ...(shard === undefined ? {} : { shard }),
      case: subject?.id ?? record.case,
      outcome: outcome.status === 'completed' ? share(outcome) : outcome,
      ...(isDisturbed(record) ? { disturbance: record.disturbance } : {}),
      // Why a verdict is not `bound` is said with numbers of the run.
      ...(verdict.verdict === 'bound'
        ? { verdict: share(verdict), verdicts: share(verdicts) }
        : { verdict, verdicts }),
      evidence: samples.some(({ tier }) => tier !== undefined) ? record.evidence : nothing,
    };
  };
};
