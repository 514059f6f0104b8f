import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../../src/drivers/tier-pager/counters.ts';
import {
  appliedByPager,
  askedOfPager,
  pagerEnvironment,
} from '../../../../src/drivers/tier-pager/environment.ts';
import { encodeCounters } from '../../../support/counters-file.ts';

const paths = { library: '/cache/tier-pager.so', counters: '/tmp/c/counters', model: '/m.gguf' };
const tier = {
  unitBytes: 2 ** 21,
  bandwidth: 41_943_040_000.4,
  latencyNs: 5_000,
  prefetchUnits: 2,
  bufferUnits: 32,
};

describe('the environment of the tier library', () => {
  it('names files and no limit where there is no tier', () => {
    expect(pagerEnvironment({ mode: 'record' }, paths)).toEqual({
      LD_PRELOAD: '/cache/tier-pager.so',
      EMULATE_TIER_MODE: 'record',
      EMULATE_TIER_COUNTERS: '/tmp/c/counters',
      EMULATE_TIER_MODEL: '/m.gguf',
    });
  });

  it('in mode page gives the tier in whole numbers', () => {
    expect(pagerEnvironment({ mode: 'page', tier }, paths)).toMatchObject({
      EMULATE_TIER_MODE: 'page',
      EMULATE_TIER_UNIT: '2097152',
      EMULATE_TIER_BANDWIDTH: '41943040000',
      EMULATE_TIER_LATENCY_NS: '5000',
      EMULATE_TIER_PREFETCH_UNITS: '2',
      EMULATE_TIER_BUFFER_UNITS: '32',
    });
  });

  it('gives no limit of bandwidth as 0', () => {
    const setting = { mode: 'page', tier: { ...tier, bandwidth: undefined } } as const;
    expect(pagerEnvironment(setting, paths)).toHaveProperty('EMULATE_TIER_BANDWIDTH', '0');
  });
});

describe('what was asked of the tier library', () => {
  const size = fc.nat({ max: 2 ** 40 });
  const resolved = fc.record({
    unitBytes: fc.integer({ min: 16, max: 21 }).map((power) => 2 ** power),
    bandwidth: fc.option(fc.double({ min: 1, max: 1e13, noNaN: true }), { nil: undefined }),
    latencyNs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    prefetchUnits: fc.nat({ max: 1000 }),
    bufferUnits: fc.nat({ max: 100_000 }),
  });

  it('equals what a library applied that read its environment right', () => {
    fc.assert(
      fc.property(resolved, size, (each, mappedBytes) => {
        const setting = { mode: 'page', tier: each } as const;
        const environment = pagerEnvironment(setting, paths);
        const number = (name: string): number => Number(environment[`EMULATE_TIER_${name}`]);
        const read = readHeader(
          encodeCounters({
            mode: 'page',
            mappedBytes,
            unitBytes: number('UNIT'),
            bandwidth: number('BANDWIDTH'),
            latencyNs: number('LATENCY_NS'),
            prefetchUnits: number('PREFETCH_UNITS'),
            bufferUnits: number('BUFFER_UNITS'),
          }),
        );
        if (!read.ok) throw new Error('expected a header');
        expect(appliedByPager(read.value)).toEqual(askedOfPager(setting));
      }),
      { numRuns: 30 },
    );
  });

  it('and applied is nothing where no limit is set', () => {
    const read = readHeader(encodeCounters({ mode: 'hold', unitBytes: 2 ** 21 }));
    expect(askedOfPager({ mode: 'record' })).toEqual({});
    expect(askedOfPager({ mode: 'hold', tier })).toEqual({});
    expect(read.ok && appliedByPager(read.value)).toEqual({});
  });
});
