import type { Dimension } from '../dimension.ts';
import type { Case } from '../plan.ts';
import type { RunRecord, Sample, Verdict } from '../run-record.ts';
import { estimateMedian, estimateRatio, type Estimate } from '../statistics/estimate.ts';
import { metricOf, testName, type Metric, type TestSpec } from '../test-name.ts';
import type { BytesPerSecond } from '../units.ts';
import { judgeSample, withoutGate } from '../verdict.ts';
import { medianVerdict, worstVerdict } from '../verdict/severity.ts';
import { disturbedBy } from '../verdict/verdict-values.ts';
import { compareWithAsked, medianOf, type MeasuredRun } from './asked-and-measured.ts';
import type { CountedRuns } from './counted-runs.ts';
import { summarizeTokenTimes, typicalTokenTimes, type TokenTimes } from './token-times.ts';

/** What all rounds together say of one test under one case. */
export interface CasePoint {
  readonly caseId: string;
  readonly test: string;
  readonly metric: Metric;
  /** Rounds in which the test gave a value and, where a ratio is taken, its reference did too. */
  readonly rounds: number;
  readonly tokensPerSecond?: Estimate;
  /** Throughput over that of the reference case in the same round. */
  readonly ratio?: Estimate;
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
  /** `bound` when more than half of the runs that count are, else their worst verdict; `failed` when none counts. */
  readonly verdict: Verdict;
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

const sampleOf = (record: RunRecord | undefined, test: string): Sample | undefined =>
  record?.samples.find((sample) => sample.test === test && sample.tokensPerSecond > 0);

const bytesPerStepIn = (sample: Sample): number | undefined =>
  sample.tier === undefined || sample.tier.steps === 0
    ? undefined
    : sample.tier.bytesFetched / sample.tier.steps;

const noneCounts = (failed: readonly RunRecord[]): Verdict => ({
  verdict: 'failed',
  why: failed.at(-1)?.verdict.why ?? 'No run of this case was recorded.',
});

/** A round's run of the case, with its test's value and that of the reference. */
interface Pair extends MeasuredRun {
  readonly base: Sample | undefined;
  /** What disturbed it or its reference; nothing for a clean pair. */
  readonly why: readonly string[];
}

const nothing: readonly string[] = [];

const whyDisturbed = (record: RunRecord | undefined): readonly string[] =>
  record?.disturbance?.why ?? nothing;

/** Most runs are clean: of them there is nothing to make a new list of. */
const join = (one: readonly string[], other: readonly string[]): readonly string[] =>
  one.length + other.length === 0 ? nothing : [...one, ...other];

/** The pairs that count, and what is to be said of the others. */
interface Gated {
  readonly pairs: readonly Pair[];
  /** Rounds in which the test gave a value. */
  readonly measured: number;
  readonly disturbed: number;
  /** Where disturbed pairs count too. */
  readonly verdict?: Verdict;
}

/** Clean pairs alone, where they are at least half of all; else all pairs, as the less evil. */
const passGate = (pairs: readonly Pair[]): Gated => {
  const clean = pairs.filter(({ why }) => why.length === 0);
  const disturbed = pairs.length - clean.length;
  const measured = pairs.length;
  if (disturbed === 0 || clean.length * 2 >= measured) return { pairs: clean, measured, disturbed };
  const [first] = pairs.flatMap(({ why }) => why);
  return {
    ...{ pairs, measured, disturbed },
    verdict: disturbedBy([`${disturbed} of ${measured} rounds; the first: ${first ?? ''}`]),
  };
};

/** The rounds of one test under one case that count, each with its value and that of the reference. */
export const pairRounds = (
  { id }: Pick<Case, 'id'>,
  test: string,
  runs: CountedRuns,
  referenceId: string | undefined,
): Gated => {
  const reference = referenceId === undefined ? undefined : runs.byCase.get(referenceId);
  return passGate(
    [...(runs.byCase.get(id) ?? [])].flatMap(([round, record]): readonly Pair[] => {
      const sample = sampleOf(record, test);
      if (sample === undefined) return [];
      const other = reference?.get(round);
      const why = runs.gate ? join(whyDisturbed(record), whyDisturbed(other)) : nothing;
      return [{ record, sample, base: sampleOf(other, test), why }];
    }),
  );
};

/** How one case's runs are reduced. */
export interface Reduction {
  /** Id of the case to which ratios are taken; none are without it. */
  readonly reference?: string | undefined;
  /** The swept parameter, of which the point says what was asked and measured. */
  readonly parameter?: string;
}

/** That runs were disturbed is said of all pairs together; each is judged by its constraints. */
const verdictOf = (
  subject: Case,
  measured: readonly MeasuredRun[],
  failed: readonly RunRecord[],
  overAll: Verdict | undefined,
): Verdict => {
  if (measured.length === 0) return noneCounts(failed);
  const byConstraints = medianVerdict(
    measured.map(({ record, sample }) => judgeSample(subject, withoutGate(record), sample)),
  );
  return overAll === undefined ? byConstraints : worstVerdict([byConstraints, overAll]);
};

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
  const gated = pairRounds(subject, test, runs, referenceId);
  const { pairs: measured, disturbed } = gated;
  const tokensPerSecond = estimateMedian(measured.map(({ sample }) => sample.tokensPerSecond));
  const ratio = estimateRatio(
    measured.flatMap(({ sample, base }) =>
      base === undefined ? [] : [sample.tokensPerSecond / base.tokensPerSecond],
    ),
  );
  const failed = runs.failed.filter((record) => record.case === subject.id);
  const recorded = [...own, ...failed];
  const { dimension: askedDimension, ...compared } =
    compareWithAsked(subject, parameter, measured, recorded) ?? {};
  const bytesPerStep = medianOf(measured.map(({ sample }) => bytesPerStepIn(sample)));
  const tokenTimes = tokenTimesOf(measured);
  return {
    caseId: subject.id,
    test,
    metric: metricOf(spec),
    rounds: referenceId === undefined ? measured.length : (ratio?.count ?? 0),
    ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
    ...(ratio === undefined ? {} : { ratio }),
    ...(askedDimension === undefined ? {} : { askedDimension }),
    ...compared,
    ...(bytesPerStep === undefined ? {} : { bytesPerStep }),
    verdict: verdictOf(subject, measured, failed, gated.verdict),
    ...(disturbed === 0 ? {} : { disturbedRounds: disturbed }),
    failedRuns: failed.length,
    missingRuns: own.length - gated.measured,
    ...(tokenTimes === undefined ? {} : { tokenTimes }),
  };
};
