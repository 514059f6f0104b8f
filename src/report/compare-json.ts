import type { ComparedPoint, SideValues } from '../model/compare/compare-series.ts';
import type { ComparedSide, Comparison } from '../model/compare/compare.ts';
import type { Series } from '../model/compare/series.ts';
import type { Estimate } from '../model/statistics/estimate.ts';
import type { SideName, SideNames } from './compare-names.ts';
import { describePoint, explainComparison } from './compare-words.ts';

const nameOf = ({ point, metric, measure }: Pick<Series, 'point' | 'metric' | 'measure'>) => ({
  ...(point.kind === 'grid'
    ? { p: point.p, n: point.n }
    : { test: point.test, case: point.caseId }),
  metric,
  measure: measure.kind,
  ...(measure.kind === 'ratio' ? { reference: measure.reference } : {}),
});

const valuesOf = ({ values, range, verdict }: SideValues) => ({
  values,
  median: range?.median ?? null,
  min: range?.min ?? null,
  max: range?.max ?? null,
  verdict: verdict?.verdict ?? null,
});

/** Six decimals of a per cent: more are noise of the arithmetic. */
const percent = (share: number | undefined): number | null =>
  share === undefined ? null : Math.round(share * 1e8) / 1e6;

const percentOfRatio = (ratio: number | undefined): number | null =>
  percent(ratio === undefined ? undefined : ratio - 1);

const changeOf = (ratio: Estimate | undefined) =>
  ratio === undefined
    ? null
    : {
        changePercent: percentOfRatio(ratio.value),
        low: percentOfRatio(ratio.low),
        high: percentOfRatio(ratio.high),
        count: ratio.count,
      };

const pointOf = (point: ComparedPoint, names: SideNames) => ({
  ...nameOf(point),
  a: valuesOf(point.a),
  b: valuesOf(point.b),
  deltaPercent: percent(point.delta),
  paired: changeOf(point.paired),
  unpaired: changeOf(point.unpaired),
  indicative: point.miss !== undefined,
  note: describePoint(point, names),
});

const sideOf = ({ label, path }: SideName, { about }: ComparedSide) => ({ label, path, about });

/** A comparison as one document; changes are in per cent, B against A, null stands for none. */
export const renderComparisonJson = (comparison: Comparison, names: SideNames): string => {
  const { kind, a, b, differences, pairing, points, onlyInA, onlyInB } = comparison;
  const document = {
    schemaVersion: 1,
    kind,
    a: sideOf(names.a, a),
    b: sideOf(names.b, b),
    differences,
    pairing,
    points: points.map((point) => pointOf(point, names)),
    onlyInA: onlyInA.map(nameOf),
    onlyInB: onlyInB.map(nameOf),
    notes: explainComparison(comparison, names),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
};
