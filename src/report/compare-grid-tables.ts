import {
  summarizeSeries,
  type ComparedPoint,
  type SideValues,
} from '../model/compare/compare-series.ts';
import type { ComparedSide, Comparison } from '../model/compare/compare.ts';
import { gridMetrics } from '../model/compare/grid-series.ts';
import type { PointName } from '../model/compare/series.ts';
import type { Metric } from '../model/test-name.ts';
import { valuesEach, type SideNames } from './compare-names.ts';
import { renderTable, words } from './markdown-table.ts';

/** A point of the grid, and what is said of each metric there. */
interface Row<Value> {
  readonly p: number;
  readonly n: number;
  readonly of: Map<Metric, Value>;
}

/** A column of numbers: its heading, and the number in a row; undefined for an empty cell. */
type Column<Value> = readonly [string, (row: Row<Value>) => number | undefined];

const gatherRows = <Value>(
  all: readonly (readonly [PointName, Metric, Value])[],
): readonly Row<Value>[] => {
  const rows = new Map<string, Row<Value>>();
  for (const [point, metric, value] of all) {
    if (point.kind !== 'grid') continue;
    const key = JSON.stringify(point);
    const row = rows.get(key) ?? { p: point.p, n: point.n, of: new Map<Metric, Value>() };
    rows.set(key, row);
    row.of.set(metric, value);
  }
  return [...rows.values()];
};

/** Every number has two decimals, p, n and counts too. */
const renderRows = <Value>(
  rows: readonly Row<Value>[],
  columns: readonly Column<Value>[],
): string =>
  renderTable(
    ['p', 'n', ...columns.map(([heading]) => heading)].map(words),
    rows.map((row) =>
      [row.p, row.n, ...columns.map(([, read]) => read(row))].map(
        (value) => value?.toFixed(2) ?? '',
      ),
    ),
  );

const metricsIn = <Value>(rows: readonly Row<Value>[]): readonly Metric[] =>
  gridMetrics.filter((metric) => rows.some(({ of }) => of.has(metric)));

const repeats = ({ of }: Row<SideValues>): number =>
  Math.max(...[...of.values()].map(({ values }) => values.length));

/** The values of one side: as they are where each point has one, else median, least and greatest of the repeats. */
export const renderSideTable = (side: ComparedSide): string => {
  const rows = gatherRows(
    side.series.map((each) => [each.point, each.metric, summarizeSeries(each)] as const),
  );
  const column = (metric: Metric, what: 'median' | 'min' | 'max'): Column<SideValues> => [
    `${metric}_${what}`,
    ({ of }) => of.get(metric)?.range?.[what],
  ];
  const metrics = metricsIn(rows);
  return valuesEach(side).most <= 1
    ? renderRows(
        rows,
        metrics.map((metric) => [`${metric}_mean`, column(metric, 'median')[1]]),
      )
    : renderRows(rows, [
        ['repeats', repeats],
        ...metrics.map((metric) => column(metric, 'median')),
        ...metrics.flatMap((metric) => [column(metric, 'min'), column(metric, 'max')]),
      ]);
};

/** B against A at the points that both have: the medians, and by how many per cent B's differs. */
export const renderDeltaTable = ({ points }: Comparison, { a }: SideNames): string => {
  const rows = gatherRows(points.map((each) => [each.point, each.metric, each] as const));
  const columnsOf = (metric: Metric): readonly Column<ComparedPoint>[] => [
    [`${metric}_${a.label}`, ({ of }) => of.get(metric)?.a.range?.median],
    [`${metric}_median`, ({ of }) => of.get(metric)?.b.range?.median],
    [
      `${metric}_delta_pct`,
      ({ of }) => {
        const delta = of.get(metric)?.delta;
        return delta === undefined ? undefined : delta * 100;
      },
    ],
  ];
  return renderRows(rows, metricsIn(rows).flatMap(columnsOf));
};
