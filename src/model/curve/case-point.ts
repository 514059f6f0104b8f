import type { Dimension } from '../dimension.ts';
import type { Case } from '../plan.ts';
import type { Sample } from '../run-record.ts';
import { testName, metricOf, type Metric, type TestSpec } from '../test-name.ts';
import type { BytesPerSecond } from '../units.ts';
import { compareWithAsked, medianOf, type MeasuredRun } from './asked-and-measured.ts';
import type { CountedRuns } from './counted-runs.ts';
import { estimatePoint, runsOfPoint, type PointEstimate } from './point-estimate.ts';
import { summarizeTokenTimes, typicalTokenTimes, type TokenTimes } from './token-times.ts';

/** What all rounds together say of one test under one case. */
export interface CasePoint extends PointEstimate {
  readonly metric: Metric;
  /** Rounds in which the test gave a value and, where a ratio is taken, its reference did too. */
  readonly rounds: number;
  /** What `asked` and `measured` count; absent with them. */
  readonly askedDimension?: Dimension;
  /**
   * What the case asks for, absent without a limit: of the tier its effective bandwidth; in the sweep of
   * a parameter of another constraint the value of that, a share of the model in bytes.
   */
  readonly asked?: number;
  /** What is left of the tier's bandwidth over many stalls; absent where the tier has none. */
  readonly sustained?: BytesPerSecond;
  /**
   * The same as counted, the median over rounds: the bandwidth that the tier delivered while its link was
   * busy, or what the kernel or fio counted of the parameter.
   */
  readonly measured?: number;
  /** Bytes fetched through the tier for each step of the test; the median over rounds. */
  readonly bytesPerStep?: number;
  /**
   * Rounds of which a run of the case or of its reference was disturbed in every attempt; absent for none.
   * They are left out, unless the verdict is `disturbed`: then they are most, and all count.
   */
  readonly disturbedRounds?: number;
  /** Runs that failed and are left out. */
  readonly failedRuns: number;
  /** Runs that count, but came to an end before this test. */
  readonly missingRuns: number;
  readonly tokenTimes?: TokenTimes;
}

const bytesPerStepIn = (sample: Sample): number | undefined =>
  sample.tier === undefined || sample.tier.steps === 0
    ? undefined
    : sample.tier.bytesFetched / sample.tier.steps;

/** How one case's runs are reduced. */
export interface Reduction {
  /** Id of the case to which ratios are taken; none are without it. */
  readonly reference?: string | undefined;
  /** The swept parameter, of which the point says what was asked and measured. */
  readonly parameter?: string;
}

/** Of all steps together where they are kept, else of the quantiles of each run. */
const tokenTimesOf = (measured: readonly MeasuredRun[]): TokenTimes | undefined =>
  summarizeTokenTimes(measured.flatMap(({ sample }) => sample.stepsNs ?? [])) ??
  typicalTokenTimes(measured.flatMap(({ sample }) => sample.stepTimes ?? []));

/** Reduces the runs of one case to one test's point. */
export const reduceCase = (
  subject: Case,
  spec: TestSpec,
  runs: CountedRuns,
  { reference: referenceId, parameter }: Reduction,
): CasePoint => {
  const test = testName(spec);
  const own = [...(runs.byCase.get(subject.id)?.values() ?? [])];
  const point = runsOfPoint(subject, test, runs, referenceId);
  const { gated, failed } = point;
  const { pairs: measured, disturbed } = gated;
  const estimate = estimatePoint(subject, test, point);
  const recorded = [...own, ...failed];
  const { dimension: askedDimension, ...compared } =
    compareWithAsked(subject, parameter, measured, recorded) ?? {};
  const bytesPerStep = medianOf(measured.map(({ sample }) => bytesPerStepIn(sample)));
  const tokenTimes = tokenTimesOf(measured);
  return {
    ...estimate,
    metric: metricOf(spec),
    rounds: referenceId === undefined ? measured.length : (estimate.ratio?.count ?? 0),
    ...(askedDimension === undefined ? {} : { askedDimension }),
    ...compared,
    ...(bytesPerStep === undefined ? {} : { bytesPerStep }),
    ...(disturbed === 0 ? {} : { disturbedRounds: disturbed }),
    failedRuns: failed.length,
    missingRuns: own.length - gated.measured,
    ...(tokenTimes === undefined ? {} : { tokenTimes }),
  };
};
