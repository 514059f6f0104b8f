/** A point of a plane. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight line through points and how well it goes through them. */
export interface LineFit {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance of y that the line explains; 1 where y does not vary. */
  readonly r2: number;
  /** y minus the line, in the order of the points. */
  readonly residuals: readonly number[];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The sum of the squares of values. */
export const sumOfSquares = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value * value, 0);

/** The share of the variance of `y` that is left unexplained by nothing but these residuals. */
export const explainedShare = (y: readonly number[], residuals: readonly number[]): number => {
  const middle = mean(y);
  const total = sumOfSquares(y.map((value) => value - middle));
  return total === 0 ? 1 : 1 - sumOfSquares(residuals) / total;
};

/** The straight line of least squares; undefined below two different x. */
export const fitLine = (points: readonly Point[]): LineFit | undefined => {
  if (points.length < 2) return undefined;
  const middleX = mean(points.map(({ x }) => x));
  const middleY = mean(points.map(({ y }) => y));
  const spread = sumOfSquares(points.map(({ x }) => x - middleX));
  if (spread === 0) return undefined;
  const together = points.reduce((sum, { x, y }) => sum + (x - middleX) * (y - middleY), 0);
  const slope = together / spread;
  const intercept = middleY - slope * middleX;
  const residuals = points.map(({ x, y }) => y - (intercept + slope * x));
  const r2 = explainedShare(
    points.map(({ y }) => y),
    residuals,
  );
  return { slope, intercept, r2, residuals };
};
