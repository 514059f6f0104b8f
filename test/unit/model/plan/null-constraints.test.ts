import { describe, expect, it } from 'vitest';
import { withoutLimits } from '../../../../src/model/plan/null-constraints.ts';
import { makeTier } from '../../../support/factory.ts';

describe('withoutLimits', () => {
  it('keeps the machinery and drops every limit', () => {
    expect(
      withoutLimits({
        tier: makeTier(),
        memory: { swap: 0 },
        io: { readIops: 5 },
        pageCache: { drop: 2e8 },
        background: { jobs: 1 },
        cpu: { affinity: '0' },
      }),
    ).toEqual({ tier: {}, memory: {}, io: {}, pageCache: {}, background: {}, cpu: {} });
    expect(withoutLimits({})).toEqual({});
  });

  it('keeps the volume and the state that runs begin from', () => {
    const volume = { backing: 'ram', filesystem: 'xfs' } as const;
    expect(withoutLimits({ volume, pageCache: { drop: 2e8, before: 'each-run' } })).toEqual({
      volume,
      pageCache: { before: 'each-run' },
    });
  });
});
