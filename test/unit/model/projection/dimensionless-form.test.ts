import { describe, expect, it } from 'vitest';
import { dimensionlessForm } from '../../../../src/model/projection/dimensionless-form.ts';
import { parameters } from '../../../../src/model/profile/parameters.ts';

describe('the dimensionless form of a parameter', () => {
  it('is known of bandwidth, latency and residency of the tier alone', () => {
    const symbols = parameters.flatMap(({ path }) => {
      const form = dimensionlessForm(path);
      return form === undefined ? [] : [`${path} ${form.symbol}`];
    });
    expect(symbols).toEqual([
      'tier.readBandwidth rho',
      'tier.readLatency Lambda',
      'tier.readLatency.p50 Lambda',
      'tier.readLatency.p90 Lambda',
      'tier.readLatency.p99 Lambda',
      'tier.readLatency.p99.9 Lambda',
      'tier.readLatency.max Lambda',
      'tier.residency f',
    ]);
  });
});
