import { medianOf } from '../../model/curve/asked-and-measured.ts';
import type { Curve, CurvePoint } from '../../model/curve/curves.ts';
import type { Bytes } from '../../model/units.ts';

/** A place on a roofline. */
export interface RooflinePoint {
  readonly level: number;
  /** Tokens per second. */
  readonly value: number;
}

/** The most that a bandwidth allows: tokens per second are at most it over the bytes of a token. */
export interface Roofline {
  readonly test: string;
  readonly bytesPerToken: Bytes;
  /** In the order of the levels. */
  readonly points: readonly RooflinePoint[];
}

/** The bandwidth that is left of the level's over many stalls, where there are any. */
const bandwidthOf = ({ level, asked, sustained = asked }: CurvePoint): number =>
  sustained ?? level.value;

/**
 * The roofline of a decode curve over the bandwidth of the tier, with the bytes that a token fetched as
 * the tier counted them: the median over bound levels. Undefined for every other curve, and where none
 * were counted.
 *
 * @see https://doi.org/10.1145/1498765.1498785 (S. Williams, A. Waterman, D. Patterson: Roofline, 2009)
 */
export const rooflineOf = ({ parameter, metric, test, points }: Curve): Roofline | undefined => {
  if (parameter !== 'tier.readBandwidth' || metric !== 'tg') return undefined;
  const bytesPerToken = medianOf(
    points.map(({ verdict, bytesPerStep }) =>
      verdict.verdict === 'bound' ? bytesPerStep : undefined,
    ),
  );
  if (bytesPerToken === undefined || !(bytesPerToken > 0)) return undefined;
  return {
    test,
    bytesPerToken,
    points: points
      .map((point) => ({ level: point.level.value, value: bandwidthOf(point) / bytesPerToken }))
      .toSorted((left, right) => left.level - right.level),
  };
};

/** The part of a roofline below a ceiling, up to where it meets it on logarithmic axes; undefined for none. */
export const cutAt = (roofline: Roofline, ceiling: number): Roofline | undefined => {
  const { points } = roofline;
  const above = points.findIndex(({ value }) => value > ceiling);
  if (above === -1) return roofline;
  const [below, beyond] = [points[above - 1], points[above]];
  if (below === undefined || beyond === undefined) return undefined;
  const share = Math.log(ceiling / below.value) / Math.log(beyond.value / below.value);
  const level = below.level * (beyond.level / below.level) ** share;
  return { ...roofline, points: [...points.slice(0, above), { level, value: ceiling }] };
};
