import type { SweepCurves } from '../model/curve/curves.ts';
import { placeLevels } from '../model/curve/level-place.ts';
import type { Metric } from '../model/test-name.ts';

/** A point as it is drawn. */
export interface FigureRow {
  readonly test: string;
  readonly level: number;
  readonly ratio: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Drawn hollow when false. */
  readonly bound: boolean;
}

/** How one test's curve is drawn. */
export interface TestStyle {
  readonly test: string;
  readonly color: string;
  readonly dash: number[];
  readonly shape: string;
  /** Pixels by which its points stand beside their level, so that intervals do not cover one another. */
  readonly offset: number;
}

/** A palette that stays distinct with the common forms of colour blindness (M. Okabe and K. Ito, 2008). */
const colors: Readonly<Record<Metric, string>> = { pp: '#0072B2', tg: '#D55E00', pg: '#009E73' };
/** Dashes tell the metrics apart in black and white. */
const dashes: Readonly<Record<Metric, readonly number[]>> = { pp: [1, 0], tg: [6, 3], pg: [2, 2] };
/** Shapes tell tests of one metric apart. */
const shapes: Readonly<Record<Metric, readonly string[]>> = {
  pp: ['circle', 'square', 'triangle-up', 'cross'],
  tg: ['diamond', 'triangle-down', 'triangle-right', 'triangle-left'],
  pg: ['cross', 'triangle-left', 'square', 'circle'],
};
const pixelsApart = 4;

/** Every point of a sweep that has a ratio, and a place for it. */
export const figureRows = ({ curves }: SweepCurves): FigureRow[] =>
  curves.flatMap(({ test, points }) => {
    const placeOf = placeLevels(points);
    return points.flatMap((point) => {
      const { ratio, verdict } = point;
      const level = placeOf(point);
      return ratio === undefined || level === undefined
        ? []
        : [
            {
              test,
              level,
              ratio: ratio.value,
              low: ratio.low ?? null,
              high: ratio.high ?? null,
              bound: verdict.verdict === 'bound',
            },
          ];
    });
  });

/** The style of each test, in the order of the tests. */
export const testStyles = ({ curves }: SweepCurves): TestStyle[] => {
  const seen: Record<Metric, number> = { pp: 0, tg: 0, pg: 0 };
  return curves.map(({ test, metric }, at) => {
    const own = shapes[metric];
    const shape = own[seen[metric] % own.length] ?? 'circle';
    seen[metric] += 1;
    const offset = (at - (curves.length - 1) / 2) * pixelsApart;
    return { test, color: colors[metric], dash: [...dashes[metric]], shape, offset };
  });
};
