import { describe, expect, it } from 'vitest';
import { describeConstraints } from '../../../../src/model/plan/describe-constraints.ts';

describe('describeConstraints', () => {
  it.each([
    [{}, 'nothing applied'],
    [{ tier: {} }, 'tier without limit'],
    [
      {
        tier: { readBandwidth: 12.5e9, readLatency: { kind: 'fixed', value: 5000 }, queueDepth: 8 },
      },
      'tier.readBandwidth 12.5 GB/s, tier.readLatency 5 us, tier.queueDepth 8',
    ],
    [
      { tier: { readLatency: { kind: 'quantiles', p50: 5000, 'p99.9': 6e4 }, residency: 0.25 } },
      'tier.readLatency.p50 5 us, tier.readLatency.p99.9 60 us, tier.residency 25 %',
    ],
    [
      { memory: { max: { kind: 'model-share', share: 0.6 }, swap: 0 }, io: {} },
      'memory.max 60 % of model, memory.swap 0 B, io without limit',
    ],
    [
      { memory: { max: { kind: 'bytes', bytes: 2 ** 29 } }, cpu: { affinity: '0-1' } },
      'memory.max 512 MiB, cpu.affinity 0-1',
    ],
  ] as const)('describes %j', (constraints, words) => {
    expect(describeConstraints(constraints)).toBe(words);
  });
});
