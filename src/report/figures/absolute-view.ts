import type { TopLevelSpec } from 'vega-lite';
import { listNullBands } from '../../model/curve/claim.ts';
import type { Curve, SweepCurves } from '../../model/curve/curves.ts';
import { describeRate } from '../estimate-text.ts';
import type { Findings } from '../findings.ts';
import { axesOf, colorOf, curveLayers, looksOfTests, type Frame } from './curve-layers.ts';
import { drawnPoints } from './drawn-points.ts';
import { figureSpec } from './figure-spec.ts';
import { levelAxis } from './level-axis.ts';
import { hoverOf, pointNotes } from './point-notes.ts';
import { rooflineLayers } from './roofline-layers.ts';
import { cutAt, rooflineOf, type Roofline } from './roofline.ts';
import { bandLayers, ruleLayers } from './rule-layers.ts';
import { unlimitedCases, unlimitedRule, type UnlimitedCase } from './unlimited-cases.ts';
import { fittingScale, logScale } from './value-scale.ts';

/** The roofline of each test that has one below its ceiling. */
const rooflinesOf = (
  shown: readonly Curve[],
  unlimited: readonly UnlimitedCase[],
): readonly Roofline[] =>
  shown.flatMap((curve) => {
    const roofline = rooflineOf(curve);
    const ceiling = unlimited.find(({ test, ceiling }) => test === curve.test && ceiling);
    if (roofline === undefined || ceiling === undefined) return [];
    return cutAt(roofline, ceiling.value) ?? [];
  });

const notesOf = (
  unlimited: readonly UnlimitedCase[],
  rooflines: readonly Roofline[],
): readonly string[] => [
  ...(unlimited.length === 0
    ? []
    : ['Ceiling: the faster of baseline and null, which have no limits.']),
  ...(rooflines.length === 0
    ? []
    : ['Roofline: the bandwidth over the bytes that a token fetched.']),
];

/** Some tests of a sweep in tokens/s over the level, with what the host and a bandwidth allow at the most. */
export const absoluteView = (
  { curves }: Findings,
  sweep: SweepCurves,
  shown: readonly Curve[],
): TopLevelSpec => {
  const points = drawnPoints(shown, {
    of: ({ tokensPerSecond }) => tokensPerSecond,
    describe: describeRate,
    bands: listNullBands(curves),
  });
  const unlimited = unlimitedCases(curves, shown);
  const bands = unlimited.flatMap(({ interval }) => interval);
  const rooflines = rooflinesOf(shown, unlimited);
  const values = [
    ...points.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]),
    ...unlimited.map(({ value }) => value),
    ...bands.flatMap(({ low, high }) => [low, high]),
  ];
  const scale = rooflines.length > 0 ? logScale(values) : fittingScale(values);
  const frame: Frame = {
    ...{ tests: sweep.curves, shown, scale },
    axis: levelAxis(sweep),
    title: 'tokens/s',
    hover: hoverOf(points, sweep.parameter, 'tokens/s'),
  };
  const rules = unlimited.map((each) => unlimitedRule(each, shown.length > 1));
  const color = colorOf(frame, 0);
  const { below, above } = curveLayers(frame, points, looksOfTests(sweep.curves));
  return figureSpec(
    [
      below,
      ...bandLayers(bands, color),
      ...ruleLayers(rules, scale, color),
      ...rooflineLayers(rooflines, axesOf(frame), color),
      ...above,
    ],
    [...pointNotes(points, shown.length), ...notesOf(unlimited, rooflines)],
  );
};
