import type { TopLevelSpec } from 'vega-lite';
import { fewestTokens } from '../../model/curve/token-times.ts';
import type { Curve, Curves, SweepCurves } from '../../model/curve/curves.ts';
import type { Findings } from '../findings.ts';
import { colorOf, curveLayers, type Frame, type Looks } from './curve-layers.ts';
import { figureSpec } from './figure-spec.ts';
import { levelAxis } from './level-axis.ts';
import { ruleLayers, type Rule } from './rule-layers.ts';
import { drawnTimes, quantiles, quantileTimes, type DrawnTime } from './token-times.ts';
import { fittingScale } from './value-scale.ts';

/** Points and lines tell quantiles apart; tests have colours. */
const looks: Looks = {
  shape: { field: 'quantile', values: quantiles, range: ['circle', 'square', 'triangle-up'] },
  dash: {
    field: 'quantile',
    values: quantiles,
    range: [
      [1, 0],
      [6, 3],
      [2, 2],
    ],
  },
};

const rulesOf = (curves: Curves, shown: readonly Curve[]): readonly Rule[] =>
  curves[curves.reference]
    .filter(({ test }) => shown.some((curve) => curve.test === test))
    .flatMap(quantileTimes)
    .filter(({ quantile }) => quantile !== 'p95')
    .map(({ quantile, value, test }) => ({
      at: value,
      style: quantile === 'p50' ? 'null-case' : 'baseline-case',
      name: [curves.reference, ...(shown.length > 1 ? [test] : []), quantile].join(' '),
      test,
    }));

const hoverOf = (times: readonly DrawnTime[], parameter: string): Frame['hover'] => {
  const known = (field: 'atMost' | 'asked' | 'measured', title: string) =>
    times.some((time) => time[field] !== '') ? [{ field, title }] : [];
  return [
    { field: 'test', title: 'test' },
    { field: 'levelText', title: parameter },
    { field: 'quantile', title: 'quantile' },
    { field: 'valueText', title: 'time of a token' },
    ...known('atMost', 'p99 at most'),
    { field: 'tokens', title: 'tokens' },
    ...known('asked', 'asked'),
    ...known('measured', 'measured'),
    { field: 'verdict', title: 'verdict' },
  ];
};

const notesOf = (times: readonly DrawnTime[]): readonly string[] => [
  'Times of single generated tokens, pooled over rounds.',
  'Circles and solid lines: the median. Squares, dashed: the 95th percentile. Triangles, dotted: the 99th.',
  times.some(({ high }) => high !== null)
    ? 'Bars: up to what the 99th does not exceed with 95 % confidence.'
    : `The 99th is given from ${fewestTokens.p99} tokens on, its upper bound from ${fewestTokens.p99AtMost}.`,
  ...(times.some(({ bound }) => !bound)
    ? ["Hollow: the verdict is not 'bound'; the report says why."]
    : []),
];

/** The middle and the tail of the times of tokens over the level. */
export const tokenTimeView = (
  { curves }: Findings,
  sweep: SweepCurves,
  shown: readonly Curve[],
): TopLevelSpec => {
  const times = drawnTimes(shown);
  const rules = rulesOf(curves, shown);
  const scale = fittingScale([
    ...times.flatMap(({ value, high }) => [value, high ?? value]),
    ...rules.map(({ at }) => at),
  ]);
  const frame: Frame = {
    ...{ tests: sweep.curves, shown, scale },
    axis: levelAxis(sweep),
    title: 'time of a token in ms',
    hover: hoverOf(times, sweep.parameter),
  };
  const { below, above } = curveLayers(frame, times, looks);
  return figureSpec(
    [below, ...ruleLayers(rules, scale, colorOf(frame, 0)), ...above],
    notesOf(times),
  );
};
