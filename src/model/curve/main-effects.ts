import type { Dimension } from '../dimension.ts';
import type { Case, Plan } from '../plan.ts';
import type { Level } from '../profile/profile.ts';
import { estimateMedian, estimateRatio, type Estimate } from '../statistics/estimate.ts';
import { fitLinearModel } from '../statistics/linear-model.ts';
import { metricOf, testName, type Metric, type TestSpec } from '../test-name.ts';
import { pairRounds } from './pair-rounds.ts';
import type { CountedRuns } from './counted-runs.ts';

/** What one level does, the other parameters being alike. */
export interface LevelEffect {
  readonly level: Level;
  /** Cases of the design with this level of which a ratio is known. */
  readonly cases: number;
  /** Throughput at this level over the geometric mean of all cases; absent where the design does not decide it. */
  readonly factor?: Estimate;
}

/** What one parameter does. */
export interface ParameterEffect {
  readonly parameter: string;
  readonly dimension: Dimension;
  /** In the order of the profile. */
  readonly levels: readonly LevelEffect[];
  /**
   * Share of the variance between cases (of log ratios) that is explained with this parameter and not
   * without it, over rounds; absent where the design does not decide it.
   */
  readonly share?: Estimate;
}

/** How one test's throughput depends on each parameter of a design, by a model of main effects. */
export interface MainEffects {
  readonly test: string;
  readonly metric: Metric;
  readonly parameters: readonly ParameterEffect[];
  /** Rounds of which enough cases have a ratio. */
  readonly rounds: number;
  /** Share of the variance between cases that all main effects explain; the rest is interactions and noise. */
  readonly explained?: Estimate;
}

/** A parameter of the design with its levels. */
interface Factor {
  readonly parameter: string;
  readonly dimension: Dimension;
  readonly levels: readonly Level[];
}

const factorsOf = (plan: Plan, cases: readonly Case[]): readonly Factor[] =>
  plan.profile.sweeps.flatMap(({ parameter, levels }) => {
    const point = cases[0]?.points.find((each) => each.parameter === parameter);
    return point === undefined ? [] : [{ parameter, dimension: point.dimension, levels }];
  });

const levelAt = (subject: Case, { parameter, levels }: Factor): number => {
  const point = subject.points.find((each) => each.parameter === parameter);
  return levels.findIndex(({ text }) => text === point?.level.text);
};

/** A constant, and for each level but a factor's first whether the case has it. */
const rowOf = (subject: Case, factors: readonly Factor[]): readonly number[] => [
  1,
  ...factors.flatMap((factor) => {
    const at = levelAt(subject, factor);
    return factor.levels.slice(1).map((_, index) => (index + 1 === at ? 1 : 0));
  }),
];

/** A case with the logarithm of its ratio in one round. */
interface Observed {
  readonly subject: Case;
  readonly y: number;
}

/** Of one round: the effect of each level, and the shares that the parameters explain. */
interface RoundEffects {
  readonly effects: readonly (readonly number[])[];
  readonly shares: readonly number[];
  readonly explained: number;
}

const fitOf = (observed: readonly Observed[], factors: readonly Factor[]) =>
  fitLinearModel(
    observed.map(({ subject }) => rowOf(subject, factors)),
    observed.map(({ y }) => y),
  );

/** Effects are centred over the cases, so that a level of no effect has the factor 1. */
const effectsOfRound = (
  observed: readonly Observed[],
  factors: readonly Factor[],
): RoundEffects | undefined => {
  const fit = fitOf(observed, factors);
  if (fit === undefined) return undefined;
  let next = 1;
  const effects = factors.map((factor) => {
    const raw = [0, ...fit.coefficients.slice(next, next + factor.levels.length - 1)];
    next += factor.levels.length - 1;
    const middle =
      observed.reduce((sum, { subject }) => sum + (raw[levelAt(subject, factor)] ?? 0), 0) /
      observed.length;
    return raw.map((effect) => effect - middle);
  });
  const shares = factors.map((left) => {
    const without = fitOf(
      observed,
      factors.filter((each) => each !== left),
    );
    return fit.r2 - (without?.r2 ?? 0);
  });
  return { effects, shares, explained: fit.r2 };
};

/** The ratios of one test by round. */
const observedByRound = (
  cases: readonly Case[],
  test: string,
  runs: CountedRuns,
  reference: string | undefined,
): readonly (readonly Observed[])[] => {
  const rounds = new Map<number, Observed[]>();
  for (const subject of cases)
    for (const { record, sample, base } of pairRounds(subject, test, runs, reference).pairs) {
      if (base === undefined) continue;
      const y = Math.log(sample.tokensPerSecond / base.tokensPerSecond);
      rounds.set(record.round, [...(rounds.get(record.round) ?? []), { subject, y }]);
    }
  return [...rounds.entries()].sort(([one], [other]) => one - other).map(([, each]) => each);
};

const estimateShare = (values: readonly number[]): Partial<Record<'share', Estimate>> => {
  const share = estimateMedian(values);
  return share === undefined ? {} : { share };
};

const effectsOfTest = (
  plan: Plan,
  spec: TestSpec,
  cases: readonly Case[],
  runs: CountedRuns,
): MainEffects => {
  const test = testName(spec);
  const factors = factorsOf(plan, cases);
  const reference = plan.cases.find(({ kind }) => kind === plan.reference)?.id;
  const rounds = observedByRound(cases, test, runs, reference);
  const solved = rounds.flatMap((observed) => effectsOfRound(observed, factors) ?? []);
  const known = new Set(rounds.flatMap((observed) => observed.map(({ subject }) => subject)));
  const explained = estimateMedian(solved.map((round) => round.explained));
  return {
    test,
    metric: metricOf(spec),
    rounds: solved.length,
    ...(explained === undefined ? {} : { explained }),
    parameters: factors.map((factor, at) => ({
      parameter: factor.parameter,
      dimension: factor.dimension,
      ...estimateShare(solved.map(({ shares }) => shares[at] ?? 0)),
      levels: factor.levels.map((level, index) => {
        const value = estimateRatio(
          solved.map(({ effects }) => Math.exp(effects[at]?.[index] ?? 0)),
        );
        return {
          level,
          cases: [...known].filter((subject) => levelAt(subject, factor) === index).length,
          ...(value === undefined ? {} : { factor: value }),
        };
      }),
    })),
  };
};

/**
 * The main effects of a design: for each test and round the model of least squares in which every
 * level of every parameter multiplies throughput by a factor of its own, and of each factor the median
 * over rounds with its interval. Empty for a plan without a design.
 */
export const deriveMainEffects = (plan: Plan, runs: CountedRuns): readonly MainEffects[] => {
  const cases = plan.cases.filter(({ kind }) => kind === 'design');
  return cases.length === 0 ? [] : plan.tests.map((test) => effectsOfTest(plan, test, cases, runs));
};
