import { describe, expect, test } from 'vitest';
import { deriveCurves, type Curve, type CurvePoint } from '../../../../src/model/curve/curves.ts';
import {
  fitPhysics,
  hasLaw,
  type BandwidthLaw,
  type LatencyLaw,
} from '../../../../src/model/curve/physics-fit.ts';
import { makeCurve, ratioWith } from '../../../support/curve.ts';
import { makeSyntheticSweep, truth } from '../../../support/synthetic-sweep.ts';

const bandwidths = [100e9, 50e9, 25e9, 12.5e9, 6.25e9, 3.125e9];

const curveOf = (
  secondsAt: (bandwidth: number) => number,
  overridesAt: (bandwidth: number) => Partial<CurvePoint> = () => ({}),
): Curve => ({
  parameter: 'tier.readBandwidth',
  dimension: 'bytes-per-second',
  better: 'higher',
  test: 'tg64',
  metric: 'tg',
  points: bandwidths.map((bandwidth) => ({
    level: { text: `${bandwidth / 1e9} GB/s`, value: bandwidth },
    caseId: String(bandwidth),
    test: 'tg64',
    metric: 'tg',
    rounds: 6,
    tokensPerSecond: { value: 1 / secondsAt(bandwidth), count: 6 },
    asked: bandwidth,
    bytesPerStep: 100e6,
    verdict: { verdict: 'bound', why: '' },
    failedRuns: 0,
    missingRuns: 0,
    ...overridesAt(bandwidth),
  })),
});

const fitted = (curve: Curve, prefetches: boolean): BandwidthLaw => {
  const fit = fitPhysics(curve, prefetches);
  if (fit.kind !== 'fitted' || fit.over !== 'bandwidth') throw new Error('Internal error: no law.');
  return fit;
};

describe('the physics check without prefetch', () => {
  test('goes by what the tier sustains where it stalls', () => {
    const curve = curveOf(
      (bandwidth) => 0.02 + 100e6 / (0.9 * bandwidth),
      (bandwidth) => ({ sustained: 0.9 * bandwidth }),
    );
    expect(fitted(curve, false).c).toBeCloseTo(100e6, 0);
  });

  test('finds the straight line again, and the bytes of a token', () => {
    const fit = fitted(
      curveOf((bandwidth) => 0.02 + 100e6 / bandwidth),
      false,
    );
    expect(fit).toMatchObject({ law: 'line', h: 0, points: 6, bytesPerToken: 100e6 });
    expect(fit.a).toBeCloseTo(20e6, 0);
    expect(fit.c).toBeCloseTo(100e6, 0);
    expect(fit.r2).toBeCloseTo(1, 9);
    expect(Math.abs(fit.largestResidual.share)).toBeLessThan(1e-9);
  });

  test('names the level that departs most', () => {
    const fit = fitted(
      curveOf((bandwidth) => (0.02 + 100e6 / bandwidth) * (bandwidth === 25e9 ? 1.3 : 1)),
      false,
    );
    expect(fit.largestResidual.level).toBe('25 GB/s');
    expect(fit.largestResidual.share).toBeGreaterThan(0.1);
  });

  test('uses bound points only', () => {
    const fit = fitted(
      curveOf(
        (bandwidth) => (bandwidth === 100e9 ? 1 : 0.02 + 100e6 / bandwidth),
        (bandwidth) =>
          bandwidth === 100e9 ? { verdict: { verdict: 'not-binding', why: 'fits' } } : {},
      ),
      false,
    );
    expect(fit.points).toBe(5);
    expect(fit.c).toBeCloseTo(100e6, 0);
  });

  test('is not made below three bound points', () => {
    const curve = curveOf(
      () => 0.02,
      (bandwidth) => (bandwidth > 10e9 ? { verdict: { verdict: 'violated', why: '' } } : {}),
    );
    expect(fitPhysics(curve, false)).toEqual({
      kind: 'not-fitted',
      parameter: 'tier.readBandwidth',
      test: 'tg64',
      why: '2 bound levels with a bandwidth; at least 3 different ones are needed',
    });
  });

  test('finds the truth of a whole sweep within 5 %', () => {
    const { manifest, runs } = makeSyntheticSweep();
    const curve = deriveCurves(manifest.plan, runs).sweeps[0]?.curves[1];
    if (curve === undefined) throw new Error('Internal error: no curve.');
    const fit = fitted(curve, false);
    expect(fit.bytesPerToken).toBe(truth.bytesPerToken);
    expect(fit.c / truth.bytesPerToken).toBeGreaterThan(0.95);
    expect(fit.c / truth.bytesPerToken).toBeLessThan(1.05);
  });
});

describe('the physics check with prefetch', () => {
  const hidden = (bandwidth: number): number => 0.02 + Math.max(0, 100e6 / bandwidth - 0.006);

  test('finds the time that prefetch hides', () => {
    const fit = fitted(curveOf(hidden), true);
    expect(fit.law).toBe('hinge');
    expect(fit.a).toBeCloseTo(20e6, 0);
    expect(fit.c).toBeCloseTo(100e6, 0);
    expect(fit.h).toBeCloseTo(6e6, 0);
  });

  test('keeps the straight line when no two points lie on the flat side', () => {
    const fit = fitted(
      curveOf((bandwidth) => 0.02 + 100e6 / bandwidth),
      true,
    );
    expect(fit.law).toBe('line');
  });

  test('fits a hinge only where prefetch is on', () => {
    expect(fitted(curveOf(hidden), false).law).toBe('line');
  });

  test('finds the hinge through noise', () => {
    const noise = [1.004, 0.997, 1.002, 0.998, 1.003, 0.999];
    const fit = fitted(
      curveOf((bandwidth) => hidden(bandwidth) * (noise[bandwidths.indexOf(bandwidth)] ?? 1)),
      true,
    );
    expect(fit.law).toBe('hinge');
    expect(Math.abs(fit.c / 100e6 - 1)).toBeLessThan(0.02);
    expect(Math.abs(fit.h - 6e6)).toBeLessThan(1e6);
  });
});

describe('the physics check over other parameters', () => {
  const over = (
    parameter: string,
    levels: readonly number[],
    secondsAt: (level: number) => number,
  ): Curve =>
    makeCurve(
      parameter,
      levels.map((level) => [level, ratioWith(0.9)]),
      (level) => ({ tokensPerSecond: { value: 1 / secondsAt(level), count: 6 } }),
    );

  const latency = (prefetches: boolean, secondsAt: (ns: number) => number): LatencyLaw => {
    const curve = over('tier.readLatency', [1e3, 5e3, 20e3, 100e3, 400e3], secondsAt);
    const fit = fitPhysics(curve, prefetches, 40);
    if (fit.kind !== 'fitted' || fit.over !== 'latency') throw new Error('Internal error: no law.');
    return fit;
  };

  test('finds the waits of a token that come one after the other', () => {
    const fit = latency(false, (ns) => 0.02 + (25 * ns) / 1e9);
    expect(fit).toMatchObject({ law: 'line', waitsPerToken: 40 });
    expect(fit.n).toBeCloseTo(25, 6);
    expect(fit.a).toBeCloseTo(20e6, 0);
  });

  test('finds the time of waits that prefetch hides', () => {
    const fit = latency(true, (ns) => 0.02 + Math.max(0, (25 * ns) / 1e9 - 0.001));
    expect(fit.law).toBe('hinge');
    expect(fit.n).toBeCloseTo(25, 6);
    expect(fit.h).toBeCloseTo(1e6, 0);
  });

  test('fits a cap on reads by the cap itself, without a bend', () => {
    const curve = over('io.readBandwidth', [400e6, 200e6, 100e6], (cap) => 0.02 + 100e6 / cap);
    const fit = fitted(curve, true);
    expect(fit.law).toBe('line');
    expect(fit.c).toBeCloseTo(100e6, 0);
    expect(fit).not.toHaveProperty('bytesPerToken');
  });

  test('is made of decode over bandwidths and the latency of all accesses', () => {
    expect(hasLaw({ parameter: 'tier.readLatency', metric: 'tg' })).toBe(true);
    expect(hasLaw({ parameter: 'tier.readLatency', metric: 'pp' })).toBe(false);
    expect(hasLaw({ parameter: 'tier.readLatency.p99', metric: 'tg' })).toBe(false);
  });
});
