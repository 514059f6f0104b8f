import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecodeStream } from '../../../../src/model/projection/dimensionless.ts';
import {
  projectRequirement,
  type Projection,
  type RequiredLevel,
} from '../../../../src/model/projection/project.ts';
import {
  referenceParts,
  type ReferencePart,
} from '../../../../src/model/projection/reference-parts.ts';

const host: DecodeStream = { bytesPerToken: 100e6, tokensPerSecond: 50, layers: 8 };

const partOf = (bandwidth: number): ReferencePart => {
  const [first] = referenceParts;
  if (first === undefined) throw new Error('Internal error: no reference part.');
  return { ...first, readBandwidth: { ...first.readBandwidth, value: bandwidth } };
};

const project = (
  required: Omit<RequiredLevel, 'metric'>,
  stream: DecodeStream = host,
  bandwidth = 1e12,
): Projection => {
  const projection = projectRequirement({ metric: 'tg', ...required }, stream, partOf(bandwidth));
  if (projection === undefined) throw new Error('Internal error: not projected.');
  return projection;
};

describe('a projected requirement', () => {
  it('on bandwidth is rho times the bandwidth of the part, with its interval', () => {
    expect(
      project({ parameter: 'tier.readBandwidth', value: 10e9, low: 9e9, high: 12e9 }),
    ).toMatchObject({
      kind: 'modelled',
      bound: 'at least',
      symbol: 'rho',
      dimensionless: { value: 2, low: 1.8, high: 2.4 },
      projected: { value: 2e12, low: 1.8e12, high: 2.4e12 },
      formula:
        'rho = B / (W x tokens/s) = 10 GB/s / (100 MB x 50 tokens/s = 5 GB/s) = 2; ' +
        'on the part, which streams the weights at B_f = 1 TB/s, B = rho x B_f = 2 x 1 TB/s = 2 TB/s.',
    });
  });

  it('on latency is Lambda times the time of a layer on the part', () => {
    const projection = project({ parameter: 'tier.readLatency.p99', value: 20e3 });
    expect(projection).toMatchObject({ kind: 'modelled', bound: 'at most', symbol: 'Lambda' });
    expect(projection.dimensionless.value).toBeCloseTo(0.008, 12);
    expect(projection.projected.value).toBeCloseTo(100, 9);
    expect(projection.projected).not.toHaveProperty('low');
    expect(projection.formula).toBe(
      'Lambda = L x tokens/s x layers = 20 us x 50 tokens/s x 8 = 0.008 layer times; ' +
        'on the part, which streams the weights at B_f = 1 TB/s, a layer takes t = W / layers / B_f = 100 MB / 8 / 1 TB/s = 12.5 us, ' +
        'so L = Lambda x t = 0.008 x 12.5 us = 100 ns.',
    );
  });

  it('on residency stays', () => {
    expect(
      project({ parameter: 'tier.residency', value: 0.5, low: 0.45, high: 0.6 }),
    ).toMatchObject({
      bound: 'at least',
      symbol: 'f',
      projected: { value: 0.5, low: 0.45, high: 0.6 },
      formula: 'f = 50 % on both: a share of the weights has no scale.',
    });
  });

  it('says what the scaling does not preserve', () => {
    const { notPreserved } = project({ parameter: 'tier.readBandwidth', value: 10e9 });
    const text = notPreserved.join('\n');
    for (const word of ['lower bound', 'page faults', 'caches', 'prefetchers', 'NUMA'])
      expect(text).toContain(word);
    for (const word of ['Concurrency', 'Queues', 'Granularity']) expect(text).toContain(word);
  });

  it('does not exist for what has no dimensionless form', () => {
    const required = { parameter: 'tier.queueDepth', metric: 'tg', value: 64 } as const;
    expect(projectRequirement(required, host, partOf(1e12))).toBeUndefined();
  });

  const positive = (min: number, max: number): fc.Arbitrary<number> =>
    fc.double({ min, max, noNaN: true });
  const streams: fc.Arbitrary<DecodeStream> = fc.record({
    bytesPerToken: positive(1e6, 1e12),
    tokensPerSecond: positive(1e-2, 1e5),
    layers: fc.integer({ min: 1, max: 200 }),
  });

  it('is the requirement itself on a part that is as fast as the weight stream of the host', () => {
    fc.assert(
      fc.property(streams, positive(1e6, 1e13), positive(1, 1e9), (stream, bandwidth, latency) => {
        const same = stream.bytesPerToken * stream.tokensPerSecond;
        const wide = project({ parameter: 'tier.readBandwidth', value: bandwidth }, stream, same);
        const late = project({ parameter: 'tier.readLatency', value: latency }, stream, same);
        expect(wide.projected.value / bandwidth).toBeCloseTo(1, 9);
        expect(late.projected.value / latency).toBeCloseTo(1, 9);
      }),
    );
  });

  it('needs as many bytes in flight as on the host, whatever the part and the number of layers', () => {
    fc.assert(
      fc.property(
        streams,
        positive(1e9, 1e14),
        positive(1e6, 1e13),
        positive(1, 1e9),
        (stream, part, bandwidth, latency) => {
          const wide = project({ parameter: 'tier.readBandwidth', value: bandwidth }, stream, part);
          const late = project({ parameter: 'tier.readLatency', value: latency }, stream, part);
          const inFlight = wide.projected.value * late.projected.value;
          expect(inFlight / (bandwidth * latency)).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('comes back to the host by the same way', () => {
    fc.assert(
      fc.property(streams, positive(1e9, 1e14), positive(1e6, 1e13), (stream, part, bandwidth) => {
        const parameter = 'tier.readBandwidth';
        const there = project({ parameter, value: bandwidth }, stream, part);
        const ownStream = stream.bytesPerToken * stream.tokensPerSecond;
        const back = project({ parameter, value: there.projected.value }, there.onPart, ownStream);
        expect(back.projected.value / bandwidth).toBeCloseTo(1, 9);
      }),
    );
  });
});
