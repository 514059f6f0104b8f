import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandwidthAtRatio,
  bandwidthRatio,
  boundByBandwidth,
  latencyAtLayerTimes,
  layerTime,
  layerTimes,
  weightStream,
  type DecodeStream,
} from '../../../../src/model/projection/dimensionless.ts';

const positive = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });
const streams: fc.Arbitrary<DecodeStream> = fc.record({
  bytesPerToken: positive(1e6, 1e12),
  tokensPerSecond: positive(1e-3, 1e5),
  layers: fc.integer({ min: 1, max: 200 }),
});

/** Microseconds of a layer where a memory's bandwidth is all that bounds it. */
const microseconds = (bytesPerToken: number, layers: number, bandwidth: number): number =>
  layerTime(boundByBandwidth({ bytesPerToken, layers }, bandwidth)) / 1e3;

describe('decode bound by the bandwidth of a memory', () => {
  it('takes 130 us for a layer of Llama 3 8B in bf16 on an H100', () => {
    // 8.03e9 parameters without the two tables of 128 256 x 4096, of which no layer is made.
    const parameters = 8.03e9 - 2 * 128_256 * 4096;
    expect(microseconds(2 * parameters, 32, 3.35e12)).toBeCloseTo(130, 0);
  });

  it('takes 252 us for a layer of Llama 3.1 405B in FP8 at 12.8 TB/s', () => {
    expect(microseconds(405.85e9, 126, 12.8e12)).toBeCloseTo(251.6, 1);
  });

  it.each([
    [4.9e9, 32, 3828],
    [0.64e9, 22, 727],
  ])('takes as long for %d bytes in %d layers on a host of 40 GB/s', (bytes, layers, expected) => {
    expect(microseconds(bytes, layers, 40e9)).toBeCloseTo(expected, 0);
  });

  it('streams the weights at that bandwidth', () => {
    fc.assert(
      fc.property(streams, positive(1e6, 1e14), (stream, bandwidth) => {
        expect(weightStream(boundByBandwidth(stream, bandwidth)) / bandwidth).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('rho', () => {
  it('is the bandwidth of a tier over the weight stream', () => {
    const host = { bytesPerToken: 1e9, tokensPerSecond: 40, layers: 20 };
    expect(bandwidthRatio(7.68e9, host)).toBeCloseTo(0.192, 12);
    // HBF of grade 1 beside one stack of HBM4 is as slow as that tier beside this host.
    expect(bandwidthRatio(384e9, boundByBandwidth(host, 2e12))).toBeCloseTo(0.192, 12);
  });

  it('has an inverse', () => {
    fc.assert(
      fc.property(streams, positive(1, 1e14), (stream, bandwidth) => {
        const back = bandwidthAtRatio(bandwidthRatio(bandwidth, stream), stream);
        expect(back / bandwidth).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('Lambda', () => {
  it('is the latency of a tier in layer times', () => {
    const host = { bytesPerToken: 1e9, tokensPerSecond: 50, layers: 8 };
    expect(layerTime(host)).toBe(2.5e6);
    expect(layerTimes(20e3, host)).toBeCloseTo(0.008, 12);
  });

  it('has an inverse', () => {
    fc.assert(
      fc.property(streams, positive(1e-3, 1e10), (stream, latency) => {
        const back = latencyAtLayerTimes(layerTimes(latency, stream), stream);
        expect(back / latency).toBeCloseTo(1, 12);
      }),
    );
  });
});
