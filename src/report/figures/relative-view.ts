import type { TopLevelSpec } from 'vega-lite';
import { listNullBands } from '../../model/curve/claim.ts';
import type { Curve, SweepCurves } from '../../model/curve/curves.ts';
import { describeQuantity } from '../../model/units.ts';
import { describeRatio } from '../estimate-text.ts';
import type { Findings } from '../findings.ts';
import { colorOf, curveLayers, looksOfTests, type Frame } from './curve-layers.ts';
import { drawnPoints } from './drawn-points.ts';
import { figureSpec } from './figure-spec.ts';
import { levelAxis } from './level-axis.ts';
import { hoverOf, pointNotes } from './point-notes.ts';
import { bandLayers, ruleLayers, type Band, type Rule } from './rule-layers.ts';
import { linearScale } from './value-scale.ts';

const rulesOf = (
  { curves, manifest }: Findings,
  shown: readonly Curve[],
  bands: readonly Band[],
): readonly Rule[] => {
  const [band] = bands;
  const kept = new Set(
    manifest.plan.profile.requirements
      .filter(({ metric }) => shown.some((curve) => curve.metric === metric))
      .map(({ keep }) => keep),
  );
  return [
    { at: 1, style: 'reference', name: curves.reference },
    ...(band === undefined
      ? []
      : [{ at: (1 + band.low) / 2, name: bands.length === 1 ? 'null band' : 'null bands' }]),
    ...[...kept].map((keep): Rule => ({
      at: keep,
      style: 'kept',
      name: `keep ${describeQuantity('share', keep)}`,
    })),
  ];
};

/**
 * Some tests of a sweep as a ratio to the reference over the level; with the null bands of its tests,
 * unless it shows all metrics at once.
 */
export const relativeView = (
  findings: Findings,
  sweep: SweepCurves,
  shown: readonly Curve[] = sweep.curves,
): TopLevelSpec => {
  const { curves } = findings;
  const nullBands = listNullBands(curves);
  const metrics = new Set(shown.map(({ metric }) => metric));
  const bands =
    metrics.size > 1
      ? []
      : nullBands.filter(({ test }) => shown.some((curve) => curve.test === test));
  const points = drawnPoints(shown, {
    of: ({ ratio }) => ratio,
    describe: describeRatio,
    bands: nullBands,
  });
  const scale = linearScale(
    [
      ...points.flatMap(({ value, high }) => [value, high ?? value]),
      ...bands.map(({ high }) => high),
    ],
    1.1,
  );
  const frame: Frame = {
    ...{ tests: sweep.curves, shown, scale },
    axis: levelAxis(sweep),
    title: `throughput as a ratio to ${curves.reference}`,
    hover: hoverOf(points, sweep.parameter, `ratio to ${curves.reference}`),
  };
  const color = colorOf(frame, 0);
  const { below, above } = curveLayers(frame, points, looksOfTests(sweep.curves));
  return figureSpec(
    [
      below,
      ...bandLayers(bands, color),
      ...ruleLayers(rulesOf(findings, shown, bands), scale, color),
      ...above,
    ],
    [
      ...pointNotes(points, shown.length),
      ...(bands.length === 0 ? [] : ['Null band: ratios that arise without any limit.']),
    ],
  );
};
