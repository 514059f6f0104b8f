import type { Grid, GridRow } from './grid.ts';
import type { Series, SeriesValue } from './series.ts';

/** A column whose values say which rows of two files make a pair. */
export type PairColumn = 'pair' | 'round';

/** The metrics that a grid holds. */
export const gridMetrics = ['pp', 'tg'] as const;

const rowsByPoint = ({ rows }: Grid): readonly (readonly [GridRow, ...GridRow[]])[] => {
  const points = new Map<string, [GridRow, ...GridRow[]]>();
  for (const row of rows) {
    const key = `${row.p},${row.n}`;
    const others = points.get(key);
    if (others === undefined) points.set(key, [row]);
    else others.push(row);
  }
  return [...points.values()];
};

/** One series for each point and metric, points in the order of the file, pp before tg. */
export const listGridSeries = (grid: Grid, pairColumn?: PairColumn): readonly Series[] => {
  const points = rowsByPoint(grid);
  return gridMetrics.flatMap((metric) =>
    points.flatMap((rows): readonly Series[] => {
      const values = rows.flatMap((row): readonly SeriesValue[] => {
        const value = row[metric];
        const pair = pairColumn === undefined ? undefined : row[pairColumn];
        return value === undefined ? [] : [{ value, ...(pair === undefined ? {} : { pair }) }];
      });
      const [{ p, n }] = rows;
      return values.length === 0
        ? []
        : [
            {
              point: { kind: 'grid', p, n },
              metric,
              measure: { kind: 'tokens-per-second' },
              values,
            },
          ];
    }),
  );
};
