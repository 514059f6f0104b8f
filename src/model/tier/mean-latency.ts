import type { Latency } from '../profile/profile.ts';
import type { Nanoseconds } from '../units.ts';
import { latencyPoints } from './latency-points.ts';

/** The mean of a latency that rises exponentially from `a` to `b`: its integral over the share. */
const meanBetween = (a: Nanoseconds, b: Nanoseconds): Nanoseconds => {
  if (a === 0) return b / 2;
  // With x = b/a - 1 the mean a * x / ln(1 + x) loses no digits where the ends are close.
  const x = (b - a) / a;
  return x === 0 ? a : (a * x) / Math.log1p(x);
};

/**
 * The mean of a latency. A distribution is flat at p50 below the median and at the last given value
 * beyond it; between two quantiles the latency is exponential in the share (logarithmic mean), and
 * linear where the lower one is 0. It is the mean of what `createLatencyDraw` draws, but for the
 * straight pieces of its table, which add at most the share (ln(b/a) / 64)^2 / 12.
 */
export const meanLatency = (latency: Latency): Nanoseconds => {
  let mean = 0;
  let reached = 0;
  let last: Nanoseconds | undefined;
  for (const { ppm, ns } of latencyPoints(latency)) {
    const share = ppm / 1e6;
    mean += (share - reached) * (last === undefined ? ns : meanBetween(last, ns));
    [reached, last] = [share, ns];
  }
  return last === undefined ? 0 : mean + (1 - reached) * last;
};
