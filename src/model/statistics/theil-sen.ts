import { median } from 'simple-statistics';
import type { Estimate } from './estimate.ts';
import { kendallInterval } from './kendall.ts';
import type { Point } from './least-squares.ts';
import { estimatePairwise } from './pairwise-estimate.ts';

/** A straight line through points that outliers do not turn. */
export interface RobustLine {
  /** In the unit of y over that of x; without interval below 5 points of different x. */
  readonly slope: Estimate;
  /** In the unit of y: the line leaves residuals whose median is 0. */
  readonly intercept: number;
}

/** The number of points for each different x. */
const groupSizes = (points: readonly Point[]): readonly number[] => {
  const sizes = new Map<number, number>();
  for (const { x } of points) sizes.set(x, (sizes.get(x) ?? 0) + 1);
  return [...sizes.values()];
};

/** The slopes of all pairs of points of different x. */
const slopesOf = (points: readonly Point[]): Float64Array => {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let found = 0;
  points.forEach((one, first) => {
    for (let second = first + 1; second < points.length; second += 1) {
      const other = points[second];
      if (other === undefined || other.x === one.x) continue;
      // The order of two points must not show, not even in the sign of a zero.
      slopes[found] = (other.y - one.y) / (other.x - one.x) + 0;
      found += 1;
    }
  });
  return slopes.subarray(0, found);
};

/**
 * The Theil-Sen line: its slope is the median of the slopes of all pairs of points, and its intercept
 * the median of `y - slope x`. H. Theil, A Rank-Invariant Method of Linear and Polynomial Regression
 * Analysis, 1950; P. K. Sen, 1968. The 95 % interval of the slope holds for independent errors of any
 * one distribution. Undefined below two different x.
 */
export const theilSen = (points: readonly Point[]): RobustLine | undefined => {
  const slopes = slopesOf(points);
  if (slopes.length === 0) return undefined;
  const slope = estimatePairwise(slopes, kendallInterval(groupSizes(points)), points.length);
  return { slope, intercept: median(points.map(({ x, y }) => y - slope.value * x)) };
};
