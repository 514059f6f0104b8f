import type { Curve } from '../../model/curve/curves.ts';
import type { Metric } from '../../model/test-name.ts';

/** Dashes tell the metrics apart in black and white. */
export const dashes: Readonly<Record<Metric, readonly number[]>> = {
  pp: [1, 0],
  tg: [6, 3],
  pg: [2, 2],
};
/** Shapes tell tests of one metric apart. */
const shapes: Readonly<Record<Metric, readonly string[]>> = {
  pp: ['circle', 'square', 'triangle-up', 'cross'],
  tg: ['diamond', 'triangle-down', 'triangle-right', 'triangle-left'],
  pg: ['cross', 'triangle-left', 'square', 'circle'],
};
const pixelsApart = 4;

/** The shape of each test's points, in the order of the tests. */
export const shapesOf = (curves: readonly Pick<Curve, 'metric'>[]): readonly string[] =>
  curves.map(({ metric }, at) => {
    const own = shapes[metric];
    const before = curves.slice(0, at).filter((each) => each.metric === metric).length;
    return own[before % own.length] ?? 'circle';
  });

/** Pixels by which a test's points stand beside their level, so that intervals do not cover one another. */
export const offsetOf = (test: string, shown: readonly Pick<Curve, 'test'>[]): number =>
  (shown.findIndex((each) => each.test === test) - (shown.length - 1) / 2) * pixelsApart;
