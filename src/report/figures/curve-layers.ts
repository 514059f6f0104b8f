import type { Curve } from '../../model/curve/curves.ts';
import { nominal, quantitative, type Layer } from './layer.ts';
import type { LevelAxis } from './level-axis.ts';
import { dashes, shapesOf } from './test-styles.ts';
import type { ValueScale } from './value-scale.ts';

/** A field that is shown where a point is pointed at. */
export interface HoverField {
  readonly field: string;
  readonly title: string;
}

/** What all layers of a figure have in common. */
export interface Frame {
  /** Every test of the sweep: a test has the same colour in all its figures. */
  readonly tests: readonly Curve[];
  /** Those that this figure shows. */
  readonly shown: readonly Curve[];
  readonly axis: LevelAxis;
  readonly scale: ValueScale;
  /** Title of the vertical axis. */
  readonly title: string;
  readonly hover: readonly HoverField[];
}

const dimmed = 0.08;

/** Faint when another test was chosen in the legend. */
const opacityWith = (faint: number) => ({
  condition: { param: 'chosen', value: 1 },
  value: faint,
});

const legendOf = (shown: readonly Curve[]) => ({
  title: null,
  values: shown.map(({ test }) => test),
  symbolSize: 90,
  symbolStrokeWidth: 1.5,
  columns: 4,
});

/** The colour of a test, and that it fades when another one is chosen. */
export const colorOf = ({ tests, shown }: Frame, faint = dimmed) => ({
  color: {
    field: 'test',
    type: nominal,
    scale: { domain: tests.map(({ test }) => test) },
    legend: legendOf(shown),
  },
  opacity: opacityWith(faint),
});

/** The boxes around slanted labels overlap long before the labels do. */
const slanted = { labelAngle: -35, labelAlign: 'right' as const, labelSeparation: -40 };

/** The axes of a figure. */
export const axesOf = ({ axis, scale, title }: Frame) => ({
  x: {
    field: 'level',
    type: quantitative,
    title: axis.title,
    scale: {
      type: axis.scale,
      ...(axis.constant === undefined ? {} : { constant: axis.constant }),
      nice: false,
      zero: false,
      padding: 24,
    },
    axis: {
      values: [...axis.values],
      labelExpr: axis.labelExpr,
      labelOverlap: 'greedy' as const,
      ...(axis.slanted ? slanted : {}),
    },
  },
  y: {
    field: 'value',
    type: quantitative,
    title: scale.type === 'log' ? `${title}, logarithmic` : title,
    scale: { type: scale.type, domain: [...scale.domain], nice: false },
    axis: scale.ticks === undefined ? {} : { values: [...scale.ticks], format: '~r' },
  },
});

/** A point as the layers of curves need it. */
export interface CurveMark {
  readonly test: string;
  readonly levelText: string;
  readonly valueText: string;
  /** Place on the axis of levels. */
  readonly level: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Drawn hollow when false. */
  readonly bound: boolean;
  /** Pixels beside the level. */
  readonly offset: number;
}

/** A field of points, and what stands for each of its values. */
interface Code<T> {
  readonly field: 'test' | 'metric' | 'quantile';
  readonly values: readonly string[];
  readonly range: readonly T[];
}

/** How lines and points are told apart beside their colour. */
export interface Looks {
  /** Of tests the legend shows the shapes; the notes say what other shapes stand for. */
  readonly shape: Code<string>;
  readonly dash: Code<readonly number[]>;
}

/** The layers of curves: what lies beneath everything else, and what lies above it. */
export interface CurveLayers {
  readonly below: Layer;
  readonly above: readonly Layer[];
}

/** Each test has its own shape, each metric its own dashes. */
export const looksOfTests = (tests: readonly Curve[]): Looks => ({
  shape: { field: 'test', values: tests.map(({ test }) => test), range: shapesOf(tests) },
  dash: { field: 'metric', values: Object.keys(dashes), range: Object.values(dashes) },
});

/** What is read out at a point. */
const spokenOf = (field: Looks['shape']['field']): string =>
  `datum.test + ${field === 'test' ? '' : `' ' + datum.${field} + `}' at ' + datum.levelText + ': ' + datum.valueText`;

/** Intervals below, lines, filled and hollow points above, each test shifted to its place beside the level. */
export const curveLayers = (
  frame: Frame,
  points: readonly CurveMark[],
  looks: Looks,
): CurveLayers => {
  const { x, y } = axesOf(frame);
  const color = colorOf(frame);
  const place = { xOffset: { expr: 'datum.offset' }, strokeWidth: 1.5 };
  const shape = {
    field: looks.shape.field,
    type: nominal,
    scale: { domain: [...looks.shape.values], range: [...looks.shape.range] },
    legend: looks.shape.field === 'test' ? color.color.legend : null,
  };
  const strokeDash = {
    field: looks.dash.field,
    type: nominal,
    scale: {
      domain: [...looks.dash.values],
      range: looks.dash.range.map((dash) => [...dash]),
    },
    legend: null,
  };
  const tooltip = frame.hover.map((each) => ({ ...each, type: nominal }));
  const marks = (bound: boolean): Layer => ({
    transform: [{ filter: `datum.bound === ${String(bound)}` }],
    mark: {
      type: 'point',
      ...place,
      filled: bound,
      description: { expr: spokenOf(looks.shape.field) },
      size: 70,
    },
    encoding: { x, y, ...color, shape, tooltip },
  });
  const data = { values: [...points] };
  return {
    // The layer that holds the parameter comes first: the legend takes from it that it can be clicked.
    below: {
      data,
      params: [{ name: 'chosen', select: { type: 'point', fields: ['test'] }, bind: 'legend' }],
      transform: [{ filter: 'datum.low !== null && datum.high !== null' }],
      mark: { type: 'rule', aria: false, ...place },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, ...color },
    },
    above: [
      {
        data,
        layer: [
          {
            mark: { type: 'line', aria: false, ...place },
            encoding: { x, y, ...color, strokeDash },
          },
          ...(points.some(({ bound }) => bound) ? [marks(true)] : []),
          ...(points.some(({ bound }) => !bound) ? [marks(false)] : []),
        ],
      },
    ],
  };
};
