import { median } from 'simple-statistics';
import type { CasePoint } from '../curve/case-point.ts';
import type { Curves } from '../curve/curves.ts';
import type { Plan } from '../plan.ts';
import { failed, success, type Result } from '../result.ts';
import { metricOf, testName } from '../test-name.ts';
import type { DecodeStream } from './dimensionless.ts';
import { dimensionlessForm } from './dimensionless-form.ts';

/** Decode on the host as a sweep measured it. */
export interface MeasuredStream {
  /** The test that it is of. */
  readonly test: string;
  readonly stream: DecodeStream;
  /** Cases of whose counters the bytes of a token are the median. */
  readonly cases: number;
}

/** Where a sweep's decode is looked for. */
export interface MeasuredSweep {
  readonly plan: Plan;
  readonly curves: Curves;
  /** Layers of the model. */
  readonly layers: number;
}

/**
 * Bytes that a token needs, of each case whose limit acted: those that were fetched, over the share of
 * the weights that is not resident.
 */
const bytesPerTokenIn = (plan: Plan, points: readonly CasePoint[]): readonly number[] => {
  const cases = new Map(plan.cases.map((each) => [each.id, each]));
  // A case that is a level of several sweeps is a point of each, and counts once.
  const byCase = new Map(points.map((point) => [point.caseId, point]));
  return [...byCase.values()].flatMap(({ caseId, verdict, bytesPerStep = 0 }) => {
    const fetchedShare = 1 - (cases.get(caseId)?.constraints.tier?.residency ?? 0);
    return verdict.verdict === 'bound' && bytesPerStep > 0 && fetchedShare > 0
      ? [bytesPerStep / fetchedShare]
      : [];
  });
};

/** Sweeps of when bytes arrive tell how many there are best; sizes and residency change what is fetched. */
const changesOnlyTime = (parameter: string): boolean => {
  const quantity = dimensionlessForm(parameter)?.quantity;
  return quantity === 'bandwidth' || quantity === 'latency';
};

const findBytesPerToken = (plan: Plan, curves: Curves, test: string): readonly number[] => {
  const nominal = curves.nominal.filter((point) => point.test === test);
  const pointsOf = (chosen: (parameter: string) => boolean): readonly CasePoint[] =>
    curves.sweeps
      .filter(({ parameter }) => chosen(parameter))
      .flatMap((sweep) => sweep.curves.filter((curve) => curve.test === test))
      .flatMap(({ points }) => points);
  const first = bytesPerTokenIn(plan, [...nominal, ...pointsOf(changesOnlyTime)]);
  return first.length > 0
    ? first
    : bytesPerTokenIn(
        plan,
        pointsOf((parameter) => parameter.startsWith('tier.')),
      );
};

/**
 * Decode on the host without limits: the speed of the reference case, and the bytes of a token as the
 * tier counted them where its limits acted. In the reference nothing is fetched, and the size of the
 * file would not do: it holds what no token reads, such as most of a table of embeddings.
 *
 * Of the named test if that is one of decode, else of the first decode test at depth 0, where reads of
 * the context's keys and values are fewest. Undefined without a tier or such a test; a failure says
 * what was not measured.
 */
export const measureStream = (
  { plan, curves, layers }: MeasuredSweep,
  wanted?: string,
): Result<MeasuredStream, string> | undefined => {
  const decode = plan.tests.filter((spec) => metricOf(spec) === 'tg');
  const spec =
    decode.find((each) => testName(each) === wanted) ?? decode.find(({ depth }) => depth === 0);
  if (plan.profile.constraints.tier === undefined || spec === undefined) return undefined;
  const test = testName(spec);
  const { reference } = curves;
  const tokensPerSecond = curves[reference].find((point) => point.test === test)?.tokensPerSecond;
  if (tokensPerSecond === undefined)
    return failed(`${test} has no throughput in the ${reference} case`);
  if (!(layers > 0)) return failed('the number of layers of the model is not known');
  const bytes = findBytesPerToken(plan, curves, test);
  return bytes.length === 0
    ? failed(`at no bound level were bytes counted that ${test} fetched through the tier`)
    : success({
        test,
        stream: {
          bytesPerToken: median([...bytes]),
          tokensPerSecond: tokensPerSecond.value,
          layers,
        },
        cases: bytes.length,
      });
};
