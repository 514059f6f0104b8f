import { estimateMedian } from '../statistics/estimate.ts';
import { explainedShare, fitLine, sumOfSquares, type Point } from '../statistics/least-squares.ts';
import type { Bytes, Nanoseconds } from '../units.ts';
import type { Curve } from './curves.ts';

/** A law of time per token over bandwidth, fitted to a curve. */
export interface FittedLaw {
  readonly kind: 'fitted';
  readonly test: string;
  /** `line`: `t = a + c / B`. `hinge`: `t = a + max(0, c / B - h)`. */
  readonly law: 'line' | 'hinge';
  /** Time of a token when the tier costs nothing. */
  readonly a: Nanoseconds;
  /** Bytes that a token waits for. */
  readonly c: Bytes;
  /** Transfer time that prefetch hides behind the computation; 0 on a line. */
  readonly h: Nanoseconds;
  readonly r2: number;
  readonly points: number;
  /** The residual that is the largest share of its point's time. */
  readonly largestResidual: { readonly level: string; readonly share: number };
  /** Bytes really fetched for each token, as counted: what c should be. */
  readonly bytesPerToken?: Bytes;
}

/** The outcome of a physics check on one curve. */
export type PhysicsFit =
  FittedLaw | { readonly kind: 'not-fitted'; readonly test: string; readonly why: string };

interface Law {
  readonly law: 'line' | 'hinge';
  readonly a: number;
  readonly c: number;
  readonly h: number;
  readonly residuals: readonly number[];
}

/** Fewest points that say anything about a line beyond its two parameters. */
const fewestPoints = 3;
/** Fewest points on each side of the bend. */
const fewestOnASide = 2;

const line = (points: readonly Point[]): Law | undefined => {
  const fit = fitLine(points);
  if (fit === undefined) return undefined;
  return { law: 'line', a: fit.intercept, c: fit.slope, h: 0, residuals: fit.residuals };
};

/**
 * A hinge whose first `flat` points lie on the flat side: the mean of these and the line through
 * the others, which together are the least squares for that bend. Undefined when the two do not
 * meet between the sides.
 */
const hinge = (points: readonly Point[], flat: number): Law | undefined => {
  const [before, after] = [points.slice(0, flat), points.slice(flat)];
  const slanted = fitLine(after);
  const [last, first] = [before.at(-1), after.at(0)];
  if (slanted === undefined || slanted.slope <= 0 || last === undefined || first === undefined)
    return undefined;
  const a = before.reduce((sum, { y }) => sum + y, 0) / before.length;
  const h = a - slanted.intercept;
  const bend = h / slanted.slope;
  if (bend < last.x || bend > first.x) return undefined;
  const residuals = points.map(({ x, y }) => y - (a + Math.max(0, slanted.slope * x - h)));
  return { law: 'hinge', a, c: slanted.slope, h, residuals };
};

const bestLaw = (points: readonly Point[], prefetches: boolean): Law | undefined => {
  let best = line(points);
  if (best === undefined || !prefetches) return best;
  for (let flat = fewestOnASide; flat <= points.length - fewestOnASide; flat += 1) {
    const bent = hinge(points, flat);
    if (bent !== undefined && sumOfSquares(bent.residuals) < sumOfSquares(best.residuals))
      best = bent;
  }
  return best;
};

/**
 * Checks a decode curve over bandwidth against physics: the time of a token must follow the bytes
 * that it fetches, `t = a + c / B`, or with prefetch, where the link works while the processor
 * computes, `t = a + max(0, c / B - h)`. B is the bandwidth that the tier sustains over its stalls. Only
 * bound points are fitted.
 */
export const fitPhysics = (curve: Curve, prefetches: boolean): PhysicsFit => {
  const { test } = curve;
  const usable = curve.points
    .flatMap(({ level, verdict, asked, sustained = asked, tokensPerSecond, bytesPerStep }) =>
      verdict.verdict !== 'bound' || sustained === undefined || tokensPerSecond === undefined
        ? []
        : [{ level: level.text, x: 1e9 / sustained, y: 1e9 / tokensPerSecond.value, bytesPerStep }],
    )
    .sort((left, right) => left.x - right.x);
  const law = usable.length < fewestPoints ? undefined : bestLaw(usable, prefetches);
  if (law === undefined) {
    const why = `${usable.length} bound levels with a bandwidth; at least ${fewestPoints} different ones are needed`;
    return { kind: 'not-fitted', test, why };
  }
  const shares = usable.map(({ level, y }, at) => ({
    level,
    share: (law.residuals[at] ?? 0) / y,
  }));
  const largestResidual = shares.reduce((worst, each) =>
    Math.abs(each.share) > Math.abs(worst.share) ? each : worst,
  );
  const bytesPerToken = estimateMedian(
    usable.flatMap(({ bytesPerStep }) => (bytesPerStep === undefined ? [] : [bytesPerStep])),
  )?.value;
  const { residuals, ...parameters } = law;
  return {
    kind: 'fitted',
    test,
    ...parameters,
    r2: explainedShare(
      usable.map(({ y }) => y),
      residuals,
    ),
    points: usable.length,
    largestResidual,
    ...(bytesPerToken === undefined ? {} : { bytesPerToken }),
  };
};
