import { pairRounds } from '../../model/curve/pair-rounds.ts';
import { countRuns } from '../../model/curve/counted-runs.ts';
import type { KeptRun } from '../../model/kept-run.ts';
import type { Case, Plan, SweepPoint } from '../../model/plan.ts';
import { findParameter } from '../../model/profile/parameters.ts';
import { estimateRatio } from '../../model/statistics/estimate.ts';
import { metricOf, testName } from '../../model/test-name.ts';
import { pickMainTests } from '../../report/main-tests.ts';

/** What the runs so far say of one test over one parameter. */
export interface CurveSoFar {
  readonly parameter: string;
  readonly test: string;
  /** From the mildest to the most severe. */
  readonly levels: readonly {
    readonly text: string;
    /** Median over the rounds so far of the throughput over that of the reference; absent before the first. */
    readonly ratio?: number;
  }[];
}

interface Swept {
  readonly subject: Case;
  readonly point: SweepPoint;
}

const mildestFirst = (swept: readonly Swept[], parameter: string): readonly Swept[] => {
  const sign = findParameter(parameter)?.better === 'lower' ? 1 : -1;
  return swept.toSorted((left, right) => sign * (left.point.level.value - right.point.level.value));
};

/**
 * The ratios so far, without the evidence, verdicts and times of tokens that the curves at the end have
 * and that cost more; of the tests that pictures show.
 */
export const deriveCurvesSoFar = (
  plan: Plan,
  records: readonly KeptRun[],
): readonly CurveSoFar[] => {
  const runs = countRuns(records);
  const reference = plan.cases.find(({ kind }) => kind === plan.reference)?.id;
  const ratioOf = (subject: Case, test: string): number | undefined =>
    estimateRatio(
      pairRounds(subject, test, runs, reference).pairs.flatMap(({ sample, base }) =>
        base === undefined ? [] : [sample.tokensPerSecond / base.tokensPerSecond],
      ),
    )?.value;
  const swept = plan.cases.flatMap((subject) =>
    subject.points.map((point): Swept => ({ subject, point })),
  );
  const parameters = [...new Set(swept.map(({ point }) => point.parameter))];
  const tests = plan.tests.map((spec) => ({ name: testName(spec), metric: metricOf(spec) }));
  return pickMainTests(tests).flatMap(({ name }) =>
    parameters.map((parameter) => ({
      parameter,
      test: name,
      levels: mildestFirst(
        swept.filter(({ point }) => point.parameter === parameter),
        parameter,
      ).map(({ subject, point }) => {
        const ratio = ratioOf(subject, name);
        return { text: point.level.text, ...(ratio === undefined ? {} : { ratio }) };
      }),
    })),
  );
};
