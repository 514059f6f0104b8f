import type { Curve, CurvePoint } from '../../src/model/curve/curves.ts';
import { findParameter } from '../../src/model/profile/parameters.ts';
import type { Estimate } from '../../src/model/statistics/estimate.ts';
import { renderQuantity } from '../../src/model/units.ts';

/** A ratio with an interval that reaches so far to either side, as a share of it. */
export const ratioWith = (value: number, halfWidth = 0, count = 6): Estimate => ({
  value,
  low: value * (1 - halfWidth),
  high: value * (1 + halfWidth),
  count,
});

/** A point of a curve of `tg64`, bound, in 6 rounds. */
export const makeCurvePoint = (overrides: Partial<CurvePoint> = {}): CurvePoint => ({
  level: { text: '50 GB/s', value: 50e9 },
  caseId: overrides.level?.text ?? '50 GB/s',
  test: 'tg64',
  metric: 'tg',
  rounds: 6,
  ratio: ratioWith(0.9),
  verdict: { verdict: 'bound', why: '' },
  failedRuns: 0,
  missingRuns: 0,
  ...overrides,
});

/** A curve of `tg64` over a parameter: the ratio at each level, from the mildest to the most severe. */
export const makeCurve = (
  parameter: string,
  points: readonly (readonly [level: number, ratio: Estimate])[],
  overridesOf: (level: number) => Partial<CurvePoint> = () => ({}),
): Curve => {
  const { dimension, better } = findParameter(parameter) ?? {};
  if (dimension === undefined || better === undefined)
    throw new Error(`Internal error: no parameter '${parameter}'.`);
  return {
    ...{ parameter, dimension, better, test: 'tg64', metric: 'tg' },
    points: points.map(([value, ratio]) =>
      makeCurvePoint({
        level: { text: renderQuantity(dimension, value), value },
        ratio,
        ...overridesOf(value),
      }),
    ),
  };
};
