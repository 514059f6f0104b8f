import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askedValues,
  listFields,
  readParameter,
  writeParameter,
} from '../../../../src/model/profile/parameter-value.ts';
import { parameters } from '../../../../src/model/profile/parameters.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';

const everything: Constraints = {
  tier: {
    readBandwidth: 50e9,
    readLatency: {
      kind: 'quantiles',
      p50: 5000,
      p90: 6000,
      p99: 20_000,
      'p99.9': 60_000,
      max: 1e6,
    },
    accessSize: 4096,
    queueDepth: 1024,
    prefetch: 0,
    buffer: 2 ** 26,
    residency: 0.25,
    placement: 'even',
    stall: { every: 1e7, for: 1e5 },
    unitSize: 2 ** 21,
  },
  memory: { max: { kind: 'bytes', bytes: 2 ** 29 }, swap: 0 },
  volume: { backing: 'ram', filesystem: 'xfs', readAhead: 2 ** 21 },
  io: { readBandwidth: 5e8, readIops: 100_000 },
  pageCache: { drop: 2e8, before: 'each-run' },
  background: { pattern: 'randread', blockSize: 2 ** 17, rate: 3e8, queueDepth: 8, jobs: 1 },
  cpu: { affinity: '0-1' },
};
const numeric = parameters.map(({ path }) => path).filter((path) => path !== 'tier.readLatency');

describe('readParameter', () => {
  it('reads every parameter that the constraints hold', () => {
    for (const path of numeric)
      expect([path, readParameter(everything, path)]).not.toEqual([path, undefined]);
    expect(readParameter(everything, 'tier.readLatency.p99.9')).toBe(60_000);
    expect(readParameter(everything, 'memory.max')).toBe(2 ** 29);
  });

  it('reads a latency of one value by its own name', () => {
    const fixed: Constraints = { tier: { readLatency: { kind: 'fixed', value: 5000 } } };
    expect(readParameter(fixed, 'tier.readLatency')).toBe(5000);
    expect(readParameter(fixed, 'tier.readLatency.p50')).toBeUndefined();
  });

  it('knows no number for what is absent, for a word, and for a share of a model', () => {
    expect(readParameter({}, 'tier.readBandwidth')).toBeUndefined();
    expect(readParameter(everything, 'tier.placement')).toBeUndefined();
    const share: Constraints = { memory: { max: { kind: 'model-share', share: 0.6 } } };
    expect(readParameter(share, 'memory.max')).toBeUndefined();
  });
});

describe('askedValues', () => {
  it('lists all parameters that are numbers', () => {
    expect(Object.keys(askedValues(everything)).sort()).toEqual([...numeric].sort());
    expect(askedValues({ tier: {}, cpu: { affinity: '0' } })).toEqual({});
  });
});

describe('writeParameter', () => {
  it('changes the one parameter and nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...numeric), fc.integer({ min: 1, max: 1e6 }), (path, value) => {
        const changed = writeParameter(everything, path, { text: '', value });
        expect(readParameter(changed, path)).toBe(value);
        const others = (constraints: Constraints) =>
          listFields(constraints).filter((field) => field.path !== path);
        expect(others(changed)).toEqual(others(everything));
      }),
    );
  });

  it('keeps the order of fields, so that equal constraints are equal texts', () => {
    for (const path of numeric) {
      const value = readParameter(everything, path) ?? 0;
      const same = writeParameter(everything, path, { text: '', value });
      expect(JSON.stringify(same)).toBe(JSON.stringify(everything));
    }
  });

  it('replaces a whole distribution when the latency itself is swept', () => {
    const changed = writeParameter(everything, 'tier.readLatency', { text: '1 us', value: 1000 });
    expect(changed.tier?.readLatency).toEqual({ kind: 'fixed', value: 1000 });
  });

  it('writes a share of the model as one', () => {
    const level = { text: '60 % of model', value: 0.6, ofModel: true } as const;
    expect(writeParameter(everything, 'memory.max', level).memory?.max).toEqual({
      kind: 'model-share',
      share: 0.6,
    });
  });

  it('throws where checked constraints never lead: a path that they do not hold', () => {
    const level = { text: '1', value: 1 };
    expect(() => writeParameter({}, 'io.readIops', level)).toThrow(/^Internal error/);
    expect(() => writeParameter({ tier: {} }, 'tier.stall.for', level)).toThrow(/^Internal error/);
    expect(() => writeParameter({ tier: {} }, 'tier.foo', level)).toThrow(/^Internal error/);
  });
});
