import { describe, expect, it } from 'vitest';
import {
  planCalibration,
  type CalibrationPlan,
} from '../../../../src/model/calibration/list-points.ts';
import { resolveTier } from '../../../../src/model/tier/resolved-tier.ts';
import { baselineCase, makeCase, makeTier, nullCase } from '../../../support/factory.ts';

const MiB = 2 ** 20;

const askedOf = ({ points }: CalibrationPlan, kind: string) =>
  points.filter((point) => point.kind === kind).map(({ asked }) => asked);

describe('the points of a calibration', () => {
  const standard = planCalibration(undefined, false);

  it('are the standard levels, and ceiling and floor at two unit sizes', () => {
    expect(askedOf(standard, 'bandwidth')).toEqual([1e9, 2e9, 5e9, 10e9, 20e9, 50e9, 100e9]);
    expect(askedOf(standard, 'latency')).toEqual([5e3, 10e3, 20e3, 50e3, 100e3, 200e3, 500e3, 1e6]);
    const bare = standard.points.filter(({ kind }) => kind === 'ceiling' || kind === 'floor');
    expect(bare.map(({ kind, unitBytes }) => [kind, unitBytes / MiB])).toEqual([
      ['ceiling', 4],
      ['ceiling', 2],
      ['floor', 4],
      ['floor', 2],
    ]);
    expect(askedOf(standard, 'null')).toEqual([undefined]);
    expect(standard.repetitions).toBe(5);
  });

  it('are fewer for a first look', () => {
    const quick = planCalibration(undefined, true);
    expect(askedOf(quick, 'bandwidth')).toEqual([5e9, 50e9]);
    expect(quick.repetitions).toBe(3);
  });

  it('are all tiers that can be run, without a limit beside the one that is asked', () => {
    for (const { kind, asked, tier, unitBytes, prefetchBytes } of standard.points) {
      const resolved = resolveTier(tier);
      expect(resolved).toMatchObject({ ok: true, value: { unitBytes } });
      const value = resolved.ok ? resolved.value : undefined;
      expect(value?.bandwidth).toBe(kind === 'bandwidth' ? asked : undefined);
      expect(tier.readLatency).toEqual(
        kind === 'latency' ? { kind: 'fixed', value: asked } : undefined,
      );
      expect((value?.prefetchUnits ?? 0) * unitBytes).toBe(prefetchBytes);
    }
  });

  it('read ahead for bandwidth and never for latency', () => {
    for (const { kind, prefetchBytes } of standard.points)
      expect(prefetchBytes > 0).toBe(kind === 'bandwidth' || kind === 'ceiling');
  });

  it('read a file of at least four buffers, one touch a page or a unit', () => {
    const { fileBytes, points } = standard;
    for (const { kind, tier, touches, unitBytes } of points) {
      expect(fileBytes).toBeGreaterThanOrEqual(4 * (tier.buffer ?? 0));
      expect(fileBytes % unitBytes).toBe(0);
      if (touches.mode === 'random' || kind === 'ceiling')
        expect(touches.strideBytes).toBe(unitBytes);
    }
  });

  it('have the sizes of a profile, and the levels of its cases besides', () => {
    const tier = makeTier({ unitSize: MiB, prefetch: 4 * MiB, buffer: 32 * MiB });
    const swept = { kind: 'level', points: [] } as const;
    const plan = planCalibration(
      {
        tier,
        cases: [
          ...[baselineCase, nullCase],
          makeCase({ ...swept, constraints: { tier: { ...tier, readBandwidth: 300e9 } } }),
          makeCase({
            ...swept,
            constraints: { tier: { ...tier, readLatency: { kind: 'quantiles', p50: 7_000 } } },
          }),
        ],
      },
      true,
    );
    expect(askedOf(plan, 'bandwidth')).toEqual([5e9, 50e9, 300e9]);
    expect(askedOf(plan, 'latency')).toEqual([5e3, 7e3, 10e3, 100e3]);
    for (const point of plan.points) {
      expect(point.unitBytes).toBe(MiB);
      expect(point.tier.buffer).toBe(32 * MiB);
    }
    expect(askedOf(plan, 'ceiling')).toHaveLength(1);
  });

  it('stay small where a profile asks for a buffer that no calibration needs', () => {
    const tier = { buffer: 2 ** 40, prefetch: 2 ** 36 };
    const plan = planCalibration({ tier, cases: [] }, true);
    expect(plan.fileBytes).toBe(2 ** 30);
    for (const point of plan.points) expect(resolveTier(point.tier).ok).toBe(true);
  });
});
