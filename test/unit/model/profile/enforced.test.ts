import { describe, expect, it } from 'vitest';
import { findUnenforced } from '../../../../src/model/profile/enforced.ts';
import { makeProfile, makeWorkloadSpec } from '../../../support/factory.ts';

describe('findUnenforced', () => {
  it('finds nothing wrong with a warm start', () => {
    expect(findUnenforced(makeProfile())).toEqual([]);
  });

  it('names a cold start, which this version does not make', () => {
    const workload = makeWorkloadSpec({ start: 'cold' });
    expect(findUnenforced(makeProfile({ workload }))).toEqual(['workload.start']);
  });
});
