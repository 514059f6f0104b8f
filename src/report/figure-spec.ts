import type { TopLevelSpec } from 'vega-lite';
import type { Curves, SweepCurves } from '../model/curve/curves.ts';
import type { Requirement } from '../model/profile/profile.ts';
import { describeQuantity } from '../model/units.ts';
import { figureRows, testStyles, type FigureRow } from './figure-rows.ts';
import { levelAxis } from './level-axis.ts';

const grey = { text: '#555555', reference: '#888888', kept: '#BBBBBB', grid: '#EEEEEE' } as const;
const quantitative = 'quantitative' as const;
const nominal = 'nominal' as const;

const subtitleOf = (rows: readonly FigureRow[], tests: number): string[] => [
  [
    'Points: median over rounds.',
    rows.some(({ low }) => low !== null)
      ? 'Bars: 95 % interval.'
      : 'Indicative: too few rounds for intervals.',
    ...(tests > 1 ? ['Tests of one level stand side by side.'] : []),
  ].join(' '),
  ...(rows.some(({ bound }) => !bound)
    ? ["Hollow: the verdict is not 'bound'; the report says why."]
    : []),
];

/** A horizontal line across the plot with its name beside it. */
const rule = (share: number, name: string, stroke: string, dash: number[], above: boolean) => [
  {
    data: { values: [{ share }] },
    mark: { type: 'rule' as const, stroke, strokeDash: dash, strokeWidth: 1 },
    encoding: { y: { field: 'share', type: quantitative } },
  },
  {
    data: { values: [{ share, name }] },
    mark: {
      type: 'text' as const,
      align: 'left' as const,
      baseline: above ? ('bottom' as const) : ('top' as const),
      x: 'width' as const,
      dx: 5,
      fontSize: 10,
      fill: grey.text,
    },
    encoding: {
      y: { field: 'share', type: quantitative },
      text: { field: 'name', type: nominal },
    },
  },
];

const encodingsOf = (sweep: SweepCurves, reference: Curves['reference'], top: number) => {
  const axis = levelAxis(sweep);
  const styles = testStyles(sweep);
  const domain = styles.map(({ test }) => test);
  // The offset leaves room for the names of the rules, which stand right of the plot.
  const legend = { title: 'test', symbolSize: 90, symbolStrokeWidth: 1.5, offset: 72 };
  const byTest = { field: 'test', type: nominal, legend };
  return {
    x: {
      field: 'level',
      type: quantitative,
      title: axis.title,
      scale: { type: axis.scale, nice: false, padding: 24 },
      axis: {
        values: [...axis.values],
        labelExpr: axis.labelExpr,
        labelOverlap: 'greedy' as const,
      },
    },
    y: {
      field: 'ratio',
      type: quantitative,
      title: `throughput as a ratio to ${reference}`,
      scale: { domain: [0, top], nice: false },
    },
    color: { ...byTest, scale: { domain, range: styles.map(({ color }) => color) } },
    shape: { ...byTest, scale: { domain, range: styles.map(({ shape }) => shape) } },
  };
};

/** Line, intervals, filled and hollow points of each test, shifted to its place beside the level. */
const curveLayers = (sweep: SweepCurves, encodings: ReturnType<typeof encodingsOf>) => {
  const { x, y, color, shape } = encodings;
  return testStyles(sweep).flatMap(({ test, dash, offset }) => {
    const only = `datum.test === ${JSON.stringify(test)}`;
    const place = { xOffset: offset, strokeWidth: 1.5 };
    const point = (bound: boolean) => ({
      transform: [{ filter: `${only} && datum.bound === ${String(bound)}` }],
      mark: {
        type: 'point' as const,
        ...place,
        filled: bound,
        size: 70,
        opacity: 1,
        ...(bound ? {} : { fill: 'white' }),
      },
      encoding: { x, y, color, shape },
    });
    return [
      {
        transform: [{ filter: only }],
        mark: { type: 'line' as const, ...place, strokeDash: dash },
        encoding: { x, y, color },
      },
      {
        transform: [{ filter: `${only} && datum.low !== null` }],
        mark: { type: 'rule' as const, ...place },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      point(true),
      point(false),
    ];
  });
};

/** The figure of a sweep: each test's ratio to the reference over the level, with its interval. */
export const figureSpec = (
  sweep: SweepCurves,
  reference: Curves['reference'],
  requirements: readonly Requirement[],
  title: string,
): TopLevelSpec => {
  const rows = figureRows(sweep);
  const highest = Math.max(...rows.map(({ ratio, high }) => Math.max(ratio, high ?? 0)));
  const encodings = encodingsOf(sweep, reference, Math.max(1.1, 1.02 * highest));
  const kept = [...new Set(requirements.map(({ keep }) => keep))];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: title,
      subtitle: subtitleOf(rows, sweep.curves.length),
      anchor: 'start',
      offset: 12,
      fontSize: 14,
      subtitleFontSize: 11,
      subtitleColor: grey.text,
    },
    width: 600,
    height: 360,
    padding: 12,
    background: 'white',
    data: { values: rows },
    layer: [
      ...rule(1, reference, grey.reference, [1, 0], true),
      ...kept.flatMap((keep) =>
        rule(keep, `keep ${describeQuantity('share', keep)}`, grey.kept, [3, 3], false),
      ),
      ...curveLayers(sweep, encodings),
    ],
    config: {
      font: 'DejaVu Sans, sans-serif',
      axis: { labelFontSize: 11, titleFontSize: 12, gridColor: grey.grid, titlePadding: 10 },
      legend: { labelFontSize: 11, titleFontSize: 11 },
      view: { stroke: '#CCCCCC' },
    },
  };
};
