import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TierScale } from '../../../../src/model/profile/profile.ts';
import {
  effectiveBandwidth,
  sustainedBandwidth,
  writtenBandwidth,
} from '../../../../src/model/tier/effective-bandwidth.ts';
import { resolveTier } from '../../../../src/model/tier/resolved-tier.ts';
import {
  appliedLevel,
  describeScale,
  fromHost,
  isScaled,
  timeOnHost,
  toHost,
} from '../../../../src/model/tier/scale.ts';
import { makeTier } from '../../../support/factory.ts';

const onHbm4: TierScale = { reference: 'hbm4-stack', referenceBandwidth: 2e12, host: 40e9 };

const bandwidths = fc.double({ min: 1, max: 100e12, noNaN: true });
const scales = fc.tuple(bandwidths, bandwidths).map(([referenceBandwidth, host]): TierScale => ({
  reference: 'hbm4-stack',
  referenceBandwidth,
  host,
}));

const isNear = (one: number, other: number): boolean => Math.abs(one / other - 1) < 1e-12;

describe('a scale', () => {
  it('applies grade 2 of HBF beside HBM4 on a host of 40 GB/s as 30.72 GB/s', () => {
    expect(toHost({ scale: onHbm4 }, 1536e9)).toBe(30.72e9);
    expect(fromHost({ scale: onHbm4 }, 30.72e9)).toBe(1536e9);
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(scales, bandwidths, (scale, bandwidth) =>
        isNear(fromHost({ scale }, toHost({ scale }, bandwidth)), bandwidth),
      ),
    );
  });

  it('keeps the ratio of a bandwidth to the reference, and of two bandwidths to one another', () => {
    fc.assert(
      fc.property(scales, bandwidths, bandwidths, (scale, one, other) => {
        const [first, second] = [toHost({ scale }, one), toHost({ scale }, other)];
        return (
          isNear(first / scale.host, one / scale.referenceBandwidth) &&
          isNear(first / second, one / other)
        );
      }),
    );
  });

  it('acts on the level of no parameter but the bandwidth', () => {
    const tier = makeTier({ scale: onHbm4 });
    expect(appliedLevel(tier, 'tier.readBandwidth', 1536e9)).toBe(30.72e9);
    expect(appliedLevel(tier, 'tier.readLatency', 5_000)).toBe(5_000);
    expect(appliedLevel(makeTier(), 'tier.readBandwidth', 50e9)).toBe(50e9);
  });

  it('says what it rests on', () => {
    expect(describeScale({ scale: onHbm4 })).toBe(
      'scaled by 40 GB/s of this host over 2 TB/s of hbm4-stack',
    );
    expect(describeScale({ scale: onHbm4 }, 'time')).toBe(
      'scaled by 2 TB/s of hbm4-stack over 40 GB/s of this host',
    );
    expect(describeScale({})).toBe('');
  });
});

describe('a scale of times', () => {
  const dilated = { scale: { ...onHbm4, times: 'scaled' } } as const;

  it('makes times longer by as much as bandwidths are less, so that bytes in flight stay', () => {
    expect(timeOnHost(dilated, 4_000)).toBe(200_000);
    expect(timeOnHost({ scale: onHbm4 }, 4_000)).toBe(4_000);
    const times = fc.double({ min: 1, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(scales, bandwidths, times, (scale, rate, time) => {
        const tier = { scale: { ...scale, times: 'scaled' } } as const;
        return isNear(toHost(tier, rate) * timeOnHost(tier, time), rate * time);
      }),
    );
  });

  it('acts on latencies and stalls', () => {
    for (const parameter of ['tier.readLatency', 'tier.readLatency.p99', 'tier.stall.for']) {
      expect([parameter, appliedLevel(dilated, parameter, 10)]).toEqual([parameter, 500]);
      expect(isScaled(dilated, parameter)).toBe(true);
      expect(isScaled({ scale: onHbm4 }, parameter)).toBe(false);
    }
    expect(isScaled(dilated, 'tier.residency')).toBe(false);
    expect(isScaled({}, 'tier.readBandwidth')).toBe(false);
  });

  it('is what the pager is told', () => {
    const tier = makeTier({
      readBandwidth: 1536e9,
      queueDepth: 4096,
      stall: { every: 10e6, for: 100e3 },
      ...dilated,
    });
    const resolved = resolveTier(tier);
    expect(resolved.ok && resolved.value).toMatchObject({
      bandwidth: 30.72e9,
      latency: [{ ppm: 500_000, ns: 250_000 }],
      stall: { everyNs: 500e6, forNs: 5e6 },
    });
    expect(sustainedBandwidth(tier)).toBeCloseTo(0.99 * 30.72e9, -3);
  });
});

describe('a tier with a scale', () => {
  const device = makeTier({ readBandwidth: 1536e9, queueDepth: 4096, scale: onHbm4 });

  it('asks the pager for what is applied', () => {
    const resolved = resolveTier(device);
    expect(resolved.ok && resolved.value.bandwidth).toBe(30.72e9);
  });

  it('is limited by the accesses in flight of the device, by the same share', () => {
    const tier = { ...device, queueDepth: 1024 };
    expect(writtenBandwidth(tier)).toBeCloseTo((1024 * 4096) / 5e-6, -3);
    expect(effectiveBandwidth(tier)).toBeCloseTo(((1024 * 4096) / 5e-6) * 0.02, -3);
  });

  it('keeps its times, sizes and shares as they are written', () => {
    const { scale: _, ...plain } = device;
    const [scaled, written] = [resolveTier(device), resolveTier(plain)];
    if (!scaled.ok || !written.ok) throw new Error('Internal error: a tier was refused.');
    expect(scaled.value).toEqual({ ...written.value, bandwidth: 30.72e9 });
  });

  it('loses the share of its stalls', () => {
    expect(sustainedBandwidth({ ...device, stall: { every: 10e6, for: 1e6 } })).toBeCloseTo(
      0.9 * 30.72e9,
      -3,
    );
  });
});
