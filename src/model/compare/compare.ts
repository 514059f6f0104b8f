import type { Dataset } from '../dataset.ts';
import { compareSeries, type ComparedPoint } from './compare-series.ts';
import { gridMetrics, listGridSeries } from './grid-series.ts';
import type { Grid } from './grid.ts';
import { pairGrids, type Pairing } from './pairing.ts';
import { keyOf, type Series } from './series.ts';
import { listDifferences, type Difference } from './sweep-differences.ts';
import { listSweepSeries } from './sweep-series.ts';

/** One of the two measurements that are compared. */
export interface ComparedSide {
  /** What it is, in words. */
  readonly about: string;
  /** Everything that it holds, in its own order. */
  readonly series: readonly Series[];
}

/** Two measurements, B held against the base A. */
export interface Comparison {
  readonly kind: 'grid' | 'sweep';
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** What is known to differ about how they were measured. */
  readonly differences: readonly Difference[];
  readonly pairing: Pairing;
  /** Everything that both have, in the order of A. */
  readonly points: readonly ComparedPoint[];
  /** What only one has: tokens per second of these. */
  readonly onlyInA: readonly Series[];
  readonly onlyInB: readonly Series[];
}

const onlyIn = (
  { series: own }: ComparedSide,
  other: ReadonlyMap<string, Series>,
): readonly Series[] =>
  own.filter((series) => series.measure.kind === 'tokens-per-second' && !other.has(keyOf(series)));

const match = (
  a: ComparedSide,
  b: ComparedSide,
): Pick<Comparison, 'a' | 'b' | 'points' | 'onlyInA' | 'onlyInB'> => {
  const byKey = ({ series }: ComparedSide) => new Map(series.map((each) => [keyOf(each), each]));
  const [inA, inB] = [byKey(a), byKey(b)];
  return {
    ...{ a, b },
    points: a.series.flatMap((series) => {
      const other = inB.get(keyOf(series));
      return other === undefined ? [] : [compareSeries(series, other)];
    }),
    onlyInA: onlyIn(a, inB),
    onlyInB: onlyIn(b, inA),
  };
};

const columnDifferences = (a: Grid, b: Grid): readonly Difference[] =>
  gridMetrics.flatMap((metric) => {
    const [inA, inB] = [a.columns[metric], b.columns[metric]];
    return inA === undefined || inB === undefined || inA.toLowerCase() === inB.toLowerCase()
      ? []
      : [{ what: `column of ${metric}`, a: inA, b: inB }];
  });

/** Compares two grids, point by point. */
export const compareGrids = (a: Grid, b: Grid): Comparison => {
  const pairing = pairGrids(a, b);
  const column = pairing.kind === 'column' ? pairing.column : undefined;
  const sideOf = (grid: Grid): ComparedSide => ({
    about: 'CSV file',
    series: listGridSeries(grid, column),
  });
  return {
    kind: 'grid',
    differences: columnDifferences(a, b),
    pairing,
    ...match(sideOf(a), sideOf(b)),
  };
};

const sideOfSweep = (dataset: Dataset): ComparedSide => {
  const { createdUtc, plan } = dataset.manifest;
  const second = createdUtc.replace(/\.\d+Z$/, 'Z');
  return {
    about: `sweep of profile ${plan.profile.name}, begun ${second}`,
    series: listSweepSeries(dataset),
  };
};

/**
 * Compares two recorded sweeps: tokens per second, and ratios to the reference of the same round,
 * which do not carry what held for a whole sweep. Rounds of two sweeps are no pairs: they were not
 * measured side by side.
 */
export const compareSweeps = (a: Dataset, b: Dataset): Comparison => ({
  kind: 'sweep',
  differences: listDifferences(a, b),
  pairing: { kind: 'none', why: 'rounds of two sweeps are not measured side by side' },
  ...match(sideOfSweep(a), sideOfSweep(b)),
});
