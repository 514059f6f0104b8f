import type { Latency } from '../profile/profile.ts';
import type { Nanoseconds } from '../units.ts';

/** One quantile of a latency: this share of all accesses takes at most this long. */
export interface LatencyPoint {
  /** The share in parts per million, from 500000 (the median) to 1000000 (the largest value). */
  readonly ppm: number;
  readonly ns: Nanoseconds;
}

/** Parts per million of all accesses, by the name of their quantile in a profile. */
export const quantilePpm = {
  p50: 500_000,
  p90: 900_000,
  p99: 990_000,
  'p99.9': 999_000,
  max: 1_000_000,
} as const;

/** Names of the quantiles in rising order. */
const quantileNames = ['p50', 'p90', 'p99', 'p99.9', 'max'] as const;

/** The name of a quantile in a profile; undefined for a share that has none there. */
export const quantileName = (ppm: number): string | undefined =>
  quantileNames.find((name) => quantilePpm[name] === ppm);

/** The given quantiles of a latency in rising order; one value is its own median. */
export const latencyPoints = (latency: Latency): readonly LatencyPoint[] =>
  latency.kind === 'fixed'
    ? [{ ppm: quantilePpm.p50, ns: latency.value }]
    : quantileNames.flatMap((name) => {
        const ns = latency[name];
        return ns === undefined ? [] : [{ ppm: quantilePpm[name], ns }];
      });
