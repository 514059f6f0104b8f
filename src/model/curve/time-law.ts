import { fitLine, sumOfSquares, type Point } from '../statistics/least-squares.ts';

/** A law of the time of a token over something that it waits for, x. */
export interface TimeLaw {
  /** `line`: `t = a + slope x`. `hinge`: `t = a + max(0, slope x - h)`. */
  readonly law: 'line' | 'hinge';
  readonly a: number;
  readonly slope: number;
  /** Time that hides behind computation; 0 on a line. */
  readonly h: number;
  /** The time less the law, in the order of the points. */
  readonly residuals: readonly number[];
}

/** Fewest points that say anything about a line beyond its two parameters. */
export const fewestPoints = 3;
/** Fewest points on the slanted side of a hinge: a line goes through them. */
const fewestSlanted = 2;

const line = (points: readonly Point[]): TimeLaw | undefined => {
  const fit = fitLine(points);
  if (fit === undefined) return undefined;
  const { slope, intercept: a, residuals } = fit;
  return { law: 'line', a, slope, h: 0, residuals };
};

/** The hinge with this many points on its flat side: their mean, and the line through the others. */
const hinge = (points: readonly Point[], flat: number): TimeLaw | undefined => {
  const [before, after] = [points.slice(0, flat), points.slice(flat)];
  const slanted = fitLine(after);
  if (slanted === undefined || before.length === 0) return undefined;
  const a = before.reduce((sum, { y }) => sum + y, 0) / before.length;
  const { slope } = slanted;
  const h = a - slanted.intercept;
  const residuals = points.map(({ x, y }) => y - (a + Math.max(0, slope * x - h)));
  return { law: 'hinge', a, slope, h, residuals };
};

/** Whether the two sides meet between them: then they are together the least squares for that bend. */
const meets = ({ slope, h }: TimeLaw, points: readonly Point[], flat: number): boolean => {
  const [last, first] = [points[flat - 1], points[flat]];
  if (slope <= 0 || last === undefined || first === undefined) return false;
  const bend = h / slope;
  return bend >= last.x && bend <= first.x;
};

/**
 * The law of least squares through points, which rise in x: a line or, where it may bend, the best hinge
 * with at least so many points on its flat side. Undefined below three points or two different x.
 */
export const fitLaw = (points: readonly Point[], fewestFlat?: number): TimeLaw | undefined => {
  let best = points.length < fewestPoints ? undefined : line(points);
  if (best === undefined || fewestFlat === undefined) return best;
  for (let flat = fewestFlat; flat <= points.length - fewestSlanted; flat += 1) {
    const bent = hinge(points, flat);
    if (bent === undefined || !meets(bent, points, flat)) continue;
    if (sumOfSquares(bent.residuals) < sumOfSquares(best.residuals)) best = bent;
  }
  return best;
};

/** The largest x at which a law does not exceed a time; infinite on either side where x does not matter. */
export const placeAtTime = ({ a, slope, h }: TimeLaw, time: number): number => {
  if (slope <= 0) return a <= time ? Infinity : -Infinity;
  return (time - a + h) / slope;
};
