import type { Nanoseconds } from '../units.ts';
import type { LatencyPoint } from './latency-points.ts';

/** Steps of the table between two quantiles; the pager draws in a signal handler, where no `exp` may be called. */
const steps = 64;

interface Segment {
  readonly from: number;
  readonly stepsPerShare: number;
  readonly table: readonly number[];
}

/** Points on the way from one latency to another, each the same ratio above the last; from 0 on, the same difference. */
const tabulate = (from: Nanoseconds, to: Nanoseconds): readonly number[] => {
  if (from === 0) return Array.from({ length: steps + 1 }, (_, j) => (to * j) / steps);
  let step = to / from;
  for (let root = 1; root < steps; root *= 2) step = Math.sqrt(step);
  const table = [from];
  for (let j = 1, at = from * step; j < steps; j += 1, at *= step) table.push(at);
  return [...table, to];
};

const shareOf = ({ ppm }: LatencyPoint): number => ppm / 1e6;

/** The latency of one access, in whole nanoseconds, by its share: the share of all accesses that are as fast or faster. */
export type LatencyDraw = (share: number) => Nanoseconds;

/**
 * The distribution through some quantiles (shares rising, whole nanoseconds never falling; none: always 0).
 * Between two of them the latency is exponential in the share, so that its logarithm is a straight
 * line; it is flat below the first and beyond the last. The same arithmetic as `tier_latency_at` in tier-model.h.
 */
export const createLatencyDraw = (points: readonly LatencyPoint[]): LatencyDraw => {
  const [first, last] = [points.at(0), points.at(-1)];
  if (first === undefined || last === undefined) return () => 0;
  const segments = points.slice(1).map((to, at): Segment => {
    const from = points[at] ?? first;
    const width = shareOf(to) - shareOf(from);
    return {
      from: shareOf(from),
      stepsPerShare: steps / width,
      table: tabulate(from.ns, to.ns),
    };
  });
  const lowest = shareOf(first);
  const highest = shareOf(last);
  return (share) => {
    if (share <= lowest) return first.ns;
    if (share >= highest) return last.ns;
    const segment = segments.findLast(({ from }) => share >= from);
    if (segment === undefined) return last.ns;
    const f = (share - segment.from) * segment.stepsPerShare;
    const j = Math.min(Math.floor(f), steps - 1);
    const low = segment.table[j] ?? last.ns;
    const high = segment.table[j + 1] ?? last.ns;
    return Math.floor(low + (f - j) * (high - low));
  };
};
