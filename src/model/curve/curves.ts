import type { Dimension } from '../dimension.ts';
import type { Case, Plan } from '../plan.ts';
import { findParameter } from '../profile/parameters.ts';
import type { Level } from '../profile/profile.ts';
import type { RunRecord } from '../run-record.ts';
import { metricOf, testName, type Metric } from '../test-name.ts';
import { reduceCase, type CasePoint } from './case-point.ts';
import { countRuns, type Counting } from './counted-runs.ts';
import { placeLevels } from './level-place.ts';

/** One level of a curve. */
export interface CurvePoint extends CasePoint {
  readonly level: Level;
}

/** One test's throughput over one parameter, from the mildest level to the most severe. */
export interface Curve {
  readonly parameter: string;
  readonly dimension: Dimension;
  /** Whether a larger level makes the workload faster. */
  readonly better: 'higher' | 'lower';
  readonly test: string;
  readonly metric: Metric;
  readonly points: readonly CurvePoint[];
}

/** The curves of one sweep, one for each test. */
export interface SweepCurves {
  readonly parameter: string;
  readonly dimension: Dimension;
  readonly curves: readonly Curve[];
}

/** Everything that recorded runs say, reduced. */
export interface Curves {
  readonly reference: Plan['reference'];
  readonly sweeps: readonly SweepCurves[];
  /** Nothing applied; without ratios. One entry for each test. */
  readonly baseline: readonly CasePoint[];
  /** The machinery without limits; ratios are taken to the baseline. One entry for each test. */
  readonly null: readonly CasePoint[];
  /** The nominal case, when it is no level of a sweep. */
  readonly nominal: readonly CasePoint[];
  /** The cases of a design, in its order; one entry for each test of each. */
  readonly design: readonly CasePoint[];
  /** Planned runs that failed, each with its last attempt. */
  readonly failed: readonly RunRecord[];
}

interface Sweep {
  readonly dimension: Dimension;
  readonly better: 'higher' | 'lower';
  readonly levels: { readonly level: Level; readonly subject: Case }[];
}

const sweepsOf = (plan: Plan): ReadonlyMap<string, Sweep> => {
  const sweeps = new Map<string, Sweep>();
  // A case of a design changes several parameters: no curve of one of them goes through it.
  for (const subject of plan.cases.filter(({ kind }) => kind !== 'design'))
    for (const { parameter, dimension, level } of subject.points) {
      const better = findParameter(parameter)?.better ?? 'higher';
      const sweep = sweeps.get(parameter) ?? { dimension, better, levels: [] };
      sweep.levels.push({ level, subject });
      sweeps.set(parameter, sweep);
    }
  return sweeps;
};

/** Levels without a place come last. */
const mildestFirst = (
  points: readonly CurvePoint[],
  better: Sweep['better'],
): readonly CurvePoint[] => {
  const placeOf = placeLevels(points);
  const severity = (point: CurvePoint): number => {
    const place = placeOf(point);
    return place === undefined ? Infinity : better === 'higher' ? -place : place;
  };
  return points.toSorted((left, right) => {
    const [first, second] = [severity(left), severity(right)];
    return first === second ? 0 : first - second;
  });
};

/** Reduces recorded runs to curves: ratios within rounds, medians over rounds, verdicts. */
export const deriveCurves = (
  plan: Plan,
  records: readonly RunRecord[],
  counting?: Counting,
): Curves => {
  const runs = countRuns(records, counting);
  const idOf = (kind: Case['kind']): string | undefined =>
    plan.cases.find((each) => each.kind === kind)?.id;
  const reference = idOf(plan.reference);
  const pointsOf = (kind: Case['kind'], to?: string): readonly CasePoint[] =>
    plan.cases
      .filter((each) => each.kind === kind && (kind === 'design' || each.points.length === 0))
      .flatMap((each) => plan.tests.map((test) => reduceCase(each, test, runs, { reference: to })));
  const sweeps = [...sweepsOf(plan)].map(([parameter, sweep]): SweepCurves => {
    const { dimension, better } = sweep;
    const curves = plan.tests.map((test): Curve => {
      const points = sweep.levels.map(({ level, subject }) => ({
        level,
        ...reduceCase(subject, test, runs, { reference, parameter }),
      }));
      return {
        parameter,
        dimension,
        better,
        test: testName(test),
        metric: metricOf(test),
        points: mildestFirst(points, better),
      };
    });
    return { parameter, dimension, curves };
  });
  return {
    reference: plan.reference,
    sweeps,
    baseline: pointsOf('baseline'),
    null: pointsOf('null', idOf('baseline')),
    nominal: pointsOf('nominal', reference),
    design: pointsOf('design', reference),
    failed: runs.failed,
  };
};

/** Every point of the plan; a case that stands for levels of several sweeps is there for each. */
export const allPoints = (curves: Curves): readonly CasePoint[] => [
  ...curves.baseline,
  ...curves.null,
  ...curves.nominal,
  ...curves.design,
  ...curves.sweeps.flatMap((sweep) => sweep.curves.flatMap(({ points }) => points)),
];

/** Points of the plan without a `bound` verdict: what they show proves nothing of a level. */
export const unprovenPoints = (curves: Curves): readonly CasePoint[] =>
  allPoints(curves).filter(({ verdict }) => verdict.verdict !== 'bound');
