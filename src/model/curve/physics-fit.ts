import { estimateMedian } from '../statistics/estimate.ts';
import { explainedShare, type Point } from '../statistics/least-squares.ts';
import type { Bytes, Nanoseconds } from '../units.ts';
import type { Curve, CurvePoint } from './curves.ts';
import { fewestPoints, fitLaw, type TimeLaw } from './time-law.ts';

interface Fitted extends Omit<TimeLaw, 'residuals' | 'slope'> {
  readonly kind: 'fitted';
  readonly parameter: string;
  readonly test: string;
  /** Time of a token when what is swept costs nothing. */
  readonly a: Nanoseconds;
  /** Time that prefetch hides behind the computation; 0 on a line. */
  readonly h: Nanoseconds;
  readonly r2: number;
  readonly points: number;
  /** The residual that is the largest share of its point's time. */
  readonly largestResidual: { readonly level: string; readonly share: number };
}

/** A law of time per token over bandwidth: `t = a + c / B`, or `t = a + max(0, c / B - h)`. */
export interface BandwidthLaw extends Fitted {
  readonly over: 'bandwidth';
  /** Bytes that a token waits for. */
  readonly c: Bytes;
  /** Bytes really fetched for each token, as the tier counted them: what c should be. */
  readonly bytesPerToken?: Bytes;
}

/** A law of time per token over latency: `t = a + n L`, or `t = a + max(0, n L - h)`. */
export interface LatencyLaw extends Fitted {
  readonly over: 'latency';
  /** Waits of a token that come one after the other. */
  readonly n: number;
  /** Touches of a token that had to wait, counted over all threads: n is at most this. */
  readonly waitsPerToken?: number;
}

/** A law of time per token that was fitted to a curve. */
export type FittedLaw = BandwidthLaw | LatencyLaw;

/** The outcome of a physics check on one curve. */
export type PhysicsFit =
  | FittedLaw
  | {
      readonly kind: 'not-fitted';
      readonly parameter: string;
      readonly test: string;
      readonly why: string;
    };

/** A level as it is applied on the host. */
type Apply = (level: number) => number;
const asWritten: Apply = (level) => level;

/** What a token waits for at a level: nanoseconds a byte, or nanoseconds. */
const placeOf = (parameter: string, point: CurvePoint, apply: Apply): number | undefined => {
  const { level, asked, sustained = asked } = point;
  switch (parameter) {
    case 'tier.readBandwidth':
      return sustained === undefined ? undefined : 1e9 / sustained;
    case 'io.readBandwidth':
      return level.value > 0 ? 1e9 / level.value : undefined;
    default:
      return apply(level.value);
  }
};

/** Fewest points that show that time stays the same on the flat side of a hinge. */
const fewestFlat = 2;

const laws: Readonly<Record<string, FittedLaw['over']>> = {
  'tier.readBandwidth': 'bandwidth',
  'io.readBandwidth': 'bandwidth',
  'tier.readLatency': 'latency',
};

/** Whether a law is known for a curve: decode over a bandwidth or over the latency of all accesses. */
export const hasLaw = ({ parameter, metric }: Pick<Curve, 'parameter' | 'metric'>): boolean =>
  metric === 'tg' && Object.hasOwn(laws, parameter);

/** A bound level as the laws see it. */
export interface LawPoint extends Point {
  readonly point: CurvePoint;
}

/** The bound levels of a curve by what a token waits for, with the median time of a token in ns. */
export const lawPoints = (
  { parameter, points }: Curve,
  apply: Apply = asWritten,
): readonly LawPoint[] =>
  points
    .flatMap((point): readonly LawPoint[] => {
      const { verdict, tokensPerSecond } = point;
      const x = placeOf(parameter, point, apply);
      return verdict.verdict !== 'bound' || tokensPerSecond === undefined || x === undefined
        ? []
        : [{ x, y: 1e9 / tokensPerSecond.value, point }];
    })
    .toSorted((left, right) => left.x - right.x);

const describeFit = (
  { parameter, test }: Curve,
  usable: readonly LawPoint[],
  { residuals, law, a, h }: TimeLaw,
): Fitted => ({
  kind: 'fitted',
  parameter,
  test,
  ...{ law, a, h },
  r2: explainedShare(
    usable.map(({ y }) => y),
    residuals,
  ),
  points: usable.length,
  largestResidual: usable
    .map(({ y, point }, at) => ({ level: point.level.text, share: (residuals[at] ?? 0) / y }))
    .reduce((worst, each) => (Math.abs(each.share) > Math.abs(worst.share) ? each : worst)),
});

/**
 * Checks a decode curve against physics. Over a bandwidth the time of a token must follow the bytes that it
 * fetches, `t = a + c / B`, where B is the bandwidth that the tier sustains over its stalls; over a latency
 * the waits that come one after the other, `t = a + n L`. With prefetch, where the link works while the
 * processor computes, a part of it hides: `t = a + max(0, c / B - h)`. Only bound points are fitted.
 * `apply` turns a level into what was applied on the host, as written when absent.
 */
export const fitPhysics = (
  curve: Curve,
  prefetches: boolean,
  waitsPerToken?: number,
  apply?: Apply,
): PhysicsFit => {
  const { parameter, test } = curve;
  const over = laws[parameter] ?? 'bandwidth';
  const usable = lawPoints(curve, apply);
  const mayBend = prefetches && parameter.startsWith('tier.');
  const law = fitLaw(usable, mayBend ? fewestFlat : undefined);
  if (law === undefined) {
    const why = `${usable.length} bound levels with a ${over}; at least ${fewestPoints} different ones are needed`;
    return { kind: 'not-fitted', parameter, test, why };
  }
  const fitted = describeFit(curve, usable, law);
  if (over === 'latency')
    return {
      ...fitted,
      over,
      n: law.slope,
      ...(waitsPerToken === undefined ? {} : { waitsPerToken }),
    };
  const bytesPerToken = estimateMedian(
    usable.flatMap(({ point: { bytesPerStep } }) =>
      bytesPerStep === undefined ? [] : [bytesPerStep],
    ),
  )?.value;
  return {
    ...fitted,
    over,
    c: law.slope,
    ...(bytesPerToken === undefined ? {} : { bytesPerToken }),
  };
};
