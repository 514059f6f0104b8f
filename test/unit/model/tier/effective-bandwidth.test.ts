import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  effectiveBandwidth,
  sustainedBandwidth,
} from '../../../../src/model/tier/effective-bandwidth.ts';
import { meanLatency } from '../../../../src/model/tier/mean-latency.ts';

describe('effectiveBandwidth', () => {
  test('is the bandwidth of the link when the accesses in flight fill it', () => {
    const readLatency = { kind: 'fixed', value: 5_000 } as const;
    expect(
      effectiveBandwidth({ readBandwidth: 50e9, readLatency, accessSize: 4096, queueDepth: 1024 }),
    ).toBe(50e9);
  });

  test('is the bandwidth of the accesses in flight when they cannot fill the link', () => {
    const readLatency = { kind: 'fixed', value: 100_000 } as const;
    expect(
      effectiveBandwidth({ readBandwidth: 50e9, readLatency, accessSize: 4096, queueDepth: 8 }),
    ).toBeCloseTo((8 * 4096) / 100e-6, 3);
  });

  test('is the bandwidth of the accesses in flight without a limit on the link', () => {
    const readLatency = { kind: 'fixed', value: 10_000 } as const;
    expect(effectiveBandwidth({ readLatency, accessSize: 4096, queueDepth: 1 })).toBe(409_600_000);
  });

  test('goes by the mean of a distribution of latencies', () => {
    const readLatency = { kind: 'quantiles', p50: 5_000, p99: 20_000, 'p99.9': 60_000 } as const;
    expect(effectiveBandwidth({ readLatency, accessSize: 4096, queueDepth: 64 })).toBeCloseTo(
      (64 * 4096 * 1e9) / meanLatency(readLatency),
      0,
    );
  });

  test('takes an absent field as no limit', () => {
    const readLatency = { kind: 'fixed', value: 10_000 } as const;
    expect(effectiveBandwidth({})).toBeUndefined();
    expect(effectiveBandwidth({ readLatency })).toBeUndefined();
    expect(effectiveBandwidth({ readLatency, queueDepth: 4 })).toBeUndefined();
    expect(effectiveBandwidth({ readLatency, accessSize: 4096 })).toBeUndefined();
    expect(effectiveBandwidth({ accessSize: 4096, queueDepth: 4 })).toBeUndefined();
    expect(effectiveBandwidth({ readBandwidth: 1e9, queueDepth: 4 })).toBe(1e9);
  });

  test('takes a latency of zero as no limit', () => {
    const readLatency = { kind: 'fixed', value: 0 } as const;
    expect(effectiveBandwidth({ readLatency, accessSize: 4096, queueDepth: 1 })).toBeUndefined();
  });

  test('never exceeds the bandwidth of the link', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e12 }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 1, max: 2 ** 24 }),
        fc.integer({ min: 1, max: 65_536 }),
        (readBandwidth, value, accessSize, queueDepth) => {
          const readLatency = { kind: 'fixed', value } as const;
          const tier = { readBandwidth, readLatency, accessSize, queueDepth };
          expect(effectiveBandwidth(tier)).toBeLessThanOrEqual(readBandwidth);
        },
      ),
    );
  });
});

describe('sustainedBandwidth', () => {
  const readLatency = { kind: 'fixed', value: 5_000 } as const;

  test('is the effective bandwidth for the share of the time in which the tier works', () => {
    const stall = { every: 10e6, for: 100e3 };
    expect(sustainedBandwidth({ readBandwidth: 50e9, stall })).toBeCloseTo(49.5e9, 0);
    expect(sustainedBandwidth({ readLatency, accessSize: 4096, queueDepth: 1, stall })).toBeCloseTo(
      ((4096 * 1e9) / 5_000) * 0.99,
      0,
    );
  });

  test('is the effective one without stalls, and nothing without a limit', () => {
    expect(sustainedBandwidth({ readBandwidth: 50e9 })).toBe(50e9);
    expect(sustainedBandwidth({ stall: { every: 10, for: 1 } })).toBeUndefined();
  });
});
