import type { SweepCurves } from '../../model/curve/curves.ts';

/** The path of the figure of all tests of a sweep, relative to the folder of the sweep. */
export const figurePath = ({ parameter }: Pick<SweepCurves, 'parameter'>): string =>
  `figures/${parameter}.svg`;

/** Whether a sweep has anything to draw. */
export const hasFigure = ({ curves }: SweepCurves): boolean =>
  curves.some(({ points }) => points.some(({ ratio }) => ratio !== undefined));
