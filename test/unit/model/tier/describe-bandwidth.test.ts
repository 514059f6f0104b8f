import { expect, it } from 'vitest';
import { describeBandwidth } from '../../../../src/model/tier/describe-bandwidth.ts';
import { makeTier } from '../../../support/factory.ts';

it('nothing is said of a tier that delivers what it asks for', () => {
  expect(describeBandwidth(makeTier())).toEqual([]);
  expect(describeBandwidth({})).toEqual([]);
  expect(describeBandwidth({ stall: { every: 10, for: 1 } })).toEqual([]);
});

it('a tier whose accesses in flight cannot fill its link says so', () => {
  const tier = makeTier({ readLatency: { kind: 'fixed', value: 100_000 } });
  expect(describeBandwidth(tier)).toEqual([
    'effective 41.94 GB/s: 1024 accesses of 4 KiB in flight at 100 us',
  ]);
  const { readBandwidth: _, ...unlimited } = makeTier({ queueDepth: 1 });
  expect(describeBandwidth(unlimited)).toEqual([
    'effective 819.2 MB/s: 1 access of 4 KiB in flight at 5 us',
  ]);
});

it('a distribution of latencies counts by its mean', () => {
  const readLatency = { kind: 'quantiles', p50: 5_000, p99: 20_000, 'p99.9': 60_000 } as const;
  expect(describeBandwidth(makeTier({ queueDepth: 64, readLatency }))).toEqual([
    'effective 32.01 GB/s: 64 accesses of 4 KiB in flight at 8.19 us on average',
  ]);
});

it('a tier that stalls says what it sustains', () => {
  const stall = { every: 10e6, for: 100e3 };
  expect(describeBandwidth(makeTier({ stall }))).toEqual([
    'sustained 49.5 GB/s: stalled for 100 us of every 10 ms',
  ]);
  const readLatency = { kind: 'fixed', value: 100_000 } as const;
  expect(describeBandwidth(makeTier({ stall, readLatency }))).toEqual([
    'effective 41.94 GB/s: 1024 accesses of 4 KiB in flight at 100 us',
    'sustained 41.52 GB/s: stalled for 100 us of every 10 ms',
  ]);
});

it('a tier with a scale says what is applied, after what limits the device', () => {
  const scale = { reference: 'hbm4-stack', referenceBandwidth: 2e12, host: 40e9 };
  const tier = makeTier({ readBandwidth: 1536e9, queueDepth: 4096, scale });
  const applied = 'scaled by 40 GB/s / 2 TB/s';
  expect(describeBandwidth(tier)).toEqual([`applied 30.72 GB/s: ${applied}`]);
  const readLatency = { kind: 'fixed', value: 20_000 } as const;
  const stall = { every: 10e6, for: 100e3 };
  expect(describeBandwidth({ ...tier, readLatency, stall })).toEqual([
    'effective 838.9 GB/s: 4096 accesses of 4 KiB in flight at 20 us',
    `applied 16.78 GB/s: ${applied}`,
    'sustained 16.61 GB/s: stalled for 100 us of every 10 ms',
  ]);
});
