import type { KeptRun } from '../kept-run.ts';
import type { Case } from '../plan.ts';
import type { Verdict } from '../run-record.ts';
import { estimateMedian, estimateRatio, type Estimate } from '../statistics/estimate.ts';
import { judgeSample, withoutGate } from '../verdict.ts';
import { medianVerdict, worstVerdict } from '../verdict/severity.ts';
import type { CountedRuns } from './counted-runs.ts';
import { pairRounds, type Gated, type Pair } from './pair-rounds.ts';

/** What all rounds together say of the throughput of one test under one case. */
export interface PointEstimate {
  readonly caseId: string;
  readonly test: string;
  readonly tokensPerSecond?: Estimate;
  /** Throughput over that of the reference case in the same round. */
  readonly ratio?: Estimate;
  /** `bound` when more than half of the runs that count are, else their worst verdict; `failed` when none counts. */
  readonly verdict: Verdict;
}

const noneCounts = (failed: readonly KeptRun[]): Verdict => ({
  verdict: 'failed',
  why: failed.at(-1)?.verdict.why ?? 'No run of this case was recorded.',
});

/** That runs were disturbed is said of all pairs together; each is judged by its constraints. */
const verdictOf = (
  subject: Case,
  measured: readonly Pair<KeptRun>[],
  failed: readonly KeptRun[],
  overAll: Verdict | undefined,
): Verdict => {
  if (measured.length === 0) return noneCounts(failed);
  const byConstraints = medianVerdict(
    measured.map(({ record, sample }) => judgeSample(subject, withoutGate(record), sample)),
  );
  return overAll === undefined ? byConstraints : worstVerdict([byConstraints, overAll]);
};

/** The runs of one test under one case. */
export interface PointRuns<Run extends KeptRun> {
  readonly gated: Gated<Run>;
  /** Those that gave nothing. */
  readonly failed: readonly Run[];
}

/** Picks the runs of one test under one case, each with that of the reference in its round. */
export const runsOfPoint = <Run extends KeptRun>(
  subject: Case,
  test: string,
  runs: CountedRuns<Run>,
  referenceId: string | undefined,
): PointRuns<Run> => ({
  gated: pairRounds(subject, test, runs, referenceId),
  failed: runs.failed.filter((record) => record.case === subject.id),
});

/** What they say together. */
export const estimatePoint = (
  subject: Case,
  test: string,
  { gated, failed }: PointRuns<KeptRun>,
): PointEstimate => {
  const tokensPerSecond = estimateMedian(gated.pairs.map(({ sample }) => sample.tokensPerSecond));
  const ratio = estimateRatio(
    gated.pairs.flatMap(({ sample, base }) =>
      base === undefined ? [] : [sample.tokensPerSecond / base.tokensPerSecond],
    ),
  );
  return {
    ...{ caseId: subject.id, test },
    ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
    ...(ratio === undefined ? {} : { ratio }),
    verdict: verdictOf(subject, gated.pairs, failed, gated.verdict),
  };
};
