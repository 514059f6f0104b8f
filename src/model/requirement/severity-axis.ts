import { findParameter } from '../profile/parameters.ts';

/**
 * What is known of the time of a token between two tested levels, beyond that it does not fall as levels
 * become more severe. `convex`: it lies below the chord. `one-way`: it bends one way or the other, but
 * not both. `monotone`: nothing more.
 */
export type Shape = 'convex' | 'one-way' | 'monotone';

/** How the levels of a parameter are laid out so that the time of a token is as straight as can be. */
export interface SeverityAxis {
  readonly scale: 'reciprocal' | 'linear';
  readonly shape: Shape;
  /** The place of a level; grows with severity. Undefined where it has none: 0 on a reciprocal scale. */
  readonly xOf: (level: number) => number | undefined;
  /** The level at a place; infinite at and below 0 on a reciprocal scale, where "no limit" lies. */
  readonly levelAt: (x: number) => number;
}

interface Layout {
  readonly scale: SeverityAxis['scale'];
  readonly shape: Shape;
}

const straight: Layout = { scale: 'linear', shape: 'convex' };
const inverse: Layout = { scale: 'reciprocal', shape: 'convex' };
const bent: Layout = { scale: 'linear', shape: 'one-way' };
const unknown: Layout = { scale: 'linear', shape: 'monotone' };

/**
 * The law of each parameter; what is not listed is only monotone. A maximum of convex laws (a wait that
 * hides behind computation, accesses in flight that limit before the link does) is convex as well.
 *
 * - A token that waits for c bytes takes `a + max(0, c / B - h)`: of a bandwidth and of operations per second
 *   the reciprocal. Accesses in flight bound the bandwidth to `queueDepth * accessSize / latency`,
 *   likewise; the size of an access also changes how many are drawn, so it is not listed.
 * - n waits in a row take `a + n L`: a latency as it is. Of a quantile the other quantiles stay, and the
 *   mean between two of them is logarithmic, which bends the other way.
 * - A resident share f leaves `(1 - f) c` bytes to fetch: straight in the share.
 * - Stalls leave `1 - for / every` of the bandwidth: convex in `for`, and in the reciprocal of `every`.
 * - Background load leaves the rest of a device, whose reciprocal is convex in its rate; but a device that
 *   is shared is no link, so only one bend is taken for granted.
 * - Sizes (buffer, read-ahead, memory) act as cliffs: nothing is known between two levels.
 */
const layouts: Readonly<Record<string, Layout>> = {
  'tier.readBandwidth': inverse,
  'tier.queueDepth': inverse,
  'tier.stall.every': inverse,
  'tier.stall.for': straight,
  'tier.readLatency': straight,
  'tier.readLatency.p50': bent,
  'tier.readLatency.p90': bent,
  'tier.readLatency.p99': bent,
  'tier.readLatency.p99.9': bent,
  'tier.readLatency.max': bent,
  'tier.residency': straight,
  'io.readBandwidth': inverse,
  'io.readIops': inverse,
  'background.rate': bent,
};

/** The axis on which the levels of a parameter are interpolated. */
export const severityAxis = (parameter: string): SeverityAxis => {
  const { scale, shape } = layouts[parameter] ?? unknown;
  if (scale === 'reciprocal')
    return {
      scale,
      shape,
      xOf: (level) => (level > 0 ? 1 / level : undefined),
      levelAt: (x) => (x > 0 ? 1 / x : Infinity),
    };
  const sign = findParameter(parameter)?.better === 'lower' ? 1 : -1;
  return {
    scale,
    shape,
    xOf: (level) => (Number.isFinite(level) ? sign * level : undefined),
    levelAt: (x) => (x === 0 ? 0 : sign * x),
  };
};
