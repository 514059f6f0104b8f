import { describe, expect, test } from 'vitest';
import { checkCase, checkLevel, type Check } from '../../../../src/model/requirement/check.ts';
import { solveRequirement } from '../../../../src/model/requirement/solve.ts';
import type { Estimate } from '../../../../src/model/statistics/estimate.ts';
import { makeCurve, makeCurvePoint, ratioWith } from '../../../support/curve.ts';

const check = (level: number, ratios: readonly Estimate[], keep = 0.9): Check => {
  const levels = [100e9, 50e9, 25e9, 12.5e9];
  const curve = makeCurve(
    'tier.readBandwidth',
    ratios.map((ratio, at) => [levels[at] ?? 1, ratio]),
  );
  return checkLevel(level, solveRequirement(curve, { metric: 'tg', keep }));
};

const falling = [0.97, 0.93, 0.85, 0.7].map((ratio) => ratioWith(ratio, 0.005));

describe('a level held against a requirement', () => {
  test('meets it on the good side of the whole interval', () => {
    expect(check(60e9, falling)).toMatchObject({ met: true, why: { kind: 'interval' } });
  });

  test('does not meet it within the interval', () => {
    const { why } = check(1e9, falling);
    if (why.kind !== 'interval') throw new Error('Internal error: no interval.');
    expect(check(why.limit * 0.99, falling).met).toBe(false);
    expect(check(why.limit, falling).met).toBe(true);
  });

  test('must be small where the parameter is better when it is', () => {
    const curve = makeCurve(
      'tier.readLatency',
      [1e3, 5e3, 20e3, 100e3].map((each, at) => [each, falling[at] ?? ratioWith(1)]),
    );
    const solved = solveRequirement(curve, { metric: 'tg', keep: 0.9 });
    expect(checkLevel(5e3, solved).met).toBe(true);
    expect(checkLevel(100e3, solved).met).toBe(false);
  });

  test('meets a share that is kept at all tested levels, within these', () => {
    expect(check(12.5e9, falling, 0.6)).toMatchObject({ met: true, why: { kind: 'tested' } });
    expect(check(100e9, falling, 0.6).met).toBe(true);
    expect(check(10e9, falling, 0.6)).toMatchObject({
      met: false,
      why: { kind: 'beyond-tested', at: { level: { value: 12.5e9 } } },
    });
  });

  test('does not meet a share that the last level keeps by its estimate alone', () => {
    const unsure = [...falling.slice(0, 3), ratioWith(0.7, 0.05)];
    expect(check(12.5e9, unsure, 0.69)).toMatchObject({ met: false, why: { kind: 'not-sure' } });
    expect(check(25e9, unsure, 0.69)).toMatchObject({ met: true, why: { kind: 'tested' } });
    const allUnsure = falling.map(({ value }) => ratioWith(value, 0.5));
    expect(check(100e9, allUnsure, 0.69)).toMatchObject({ met: false, why: { kind: 'not-sure' } });
  });

  test('does not meet what cannot be derived', () => {
    expect(check(100e9, falling, 0.99)).toEqual({ met: false, why: { kind: 'lost-at-mildest' } });
    expect(check(100e9, [])).toEqual({ met: false, why: { kind: 'no-bound-level' } });
    const few = falling.map(({ value }) => ({ value, count: 3 }));
    expect(check(100e9, few)).toEqual({ met: false, why: { kind: 'no-interval' } });
    expect(check(100e9, few, 0.5)).toEqual({ met: false, why: { kind: 'no-interval' } });
    const open = [ratioWith(0.95, 0.1), ratioWith(0.8, 0.01)];
    expect(check(100e9, open)).toEqual({ met: false, why: { kind: 'open-interval' } });
  });
});

describe('a measured case held against a share', () => {
  test('keeps it with its whole interval, where its limits acted', () => {
    const point = makeCurvePoint({ ratio: ratioWith(0.95, 0.01) });
    expect(checkCase(point, 0.9).met).toBe(true);
    expect(checkCase(point, 0.945).met).toBe(false);
    const verdict = { verdict: 'violated', why: '' } as const;
    expect(checkCase({ ...point, verdict }, 0.9).met).toBe(false);
  });

  test('does not keep it without an interval, or unmeasured', () => {
    const point = makeCurvePoint({ ratio: { value: 0.95, count: 3 } });
    expect(checkCase(point, 0.9)).toEqual({ met: false, why: { kind: 'no-interval' } });
    expect(checkCase(undefined, 0.9)).toEqual({ met: false, why: { kind: 'no-value' } });
  });
});
