import { describe, expect, test } from 'vitest';
import { cutAt, rooflineOf } from '../../../../src/report/figures/roofline.ts';
import { makeCurve, ratioWith } from '../../../support/curve.ts';

const bandwidths = [8e9, 4e9, 2e9, 1e9].map((level) => [level, ratioWith(0.9)] as const);
const curve = makeCurve('tier.readBandwidth', bandwidths, (asked) => ({
  asked,
  bytesPerStep: 100e6,
}));

describe('the roofline of a decode curve', () => {
  test('is the bandwidth over the bytes that a token fetched', () => {
    expect(rooflineOf(curve)).toEqual({
      test: 'tg64',
      bytesPerToken: 100e6,
      points: [
        { level: 1e9, value: 10 },
        { level: 2e9, value: 20 },
        { level: 4e9, value: 40 },
        { level: 8e9, value: 80 },
      ],
    });
  });

  test('takes the bandwidth that is left over many stalls', () => {
    const points = curve.points.map((point) => ({ ...point, sustained: point.level.value / 2 }));
    expect(rooflineOf({ ...curve, points })?.points[0]).toEqual({ level: 1e9, value: 5 });
  });

  test('takes the bytes of bound levels alone', () => {
    const points = curve.points.map((point, at) =>
      at === 0
        ? { ...point, bytesPerStep: 1, verdict: { verdict: 'not-binding', why: '' } as const }
        : point,
    );
    expect(rooflineOf({ ...curve, points })?.bytesPerToken).toBe(100e6);
  });

  test('is not known of prefill, of another parameter, and where no bytes were counted', () => {
    expect(rooflineOf({ ...curve, metric: 'pp' })).toBeUndefined();
    expect(rooflineOf({ ...curve, parameter: 'tier.residency' })).toBeUndefined();
    expect(rooflineOf(makeCurve('tier.readBandwidth', bandwidths))).toBeUndefined();
  });

  test('ends where it meets the ceiling', () => {
    const roofline = { test: 'tg64', bytesPerToken: 1, points: rooflineOf(curve)?.points ?? [] };
    const cut = cutAt(roofline, 30)?.points ?? [];
    expect(cut.map(({ value }) => value)).toEqual([10, 20, 30]);
    expect(cut.at(-1)?.level).toBeCloseTo(3e9);
    expect(cutAt(roofline, 100)).toBe(roofline);
    expect(cutAt(roofline, 5)).toBeUndefined();
  });
});
