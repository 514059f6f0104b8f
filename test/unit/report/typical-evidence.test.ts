import { expect, it } from 'vitest';
import { typicalEvidence } from '../../../src/report/typical-evidence.ts';
import {
  makeBackgroundEvidence,
  makeMemoryEvidence,
  makeRunRecord,
} from '../../support/factory.ts';

const runs = [10, 30, 20].map((peakBytes, round) =>
  makeRunRecord({
    round,
    evidence: [
      makeMemoryEvidence({ peakBytes, swapBytesMax: round === 0 ? undefined : 7 }),
      makeBackgroundEvidence(),
    ],
  }),
);

it('typical evidence has the median of each number over the runs that have it', () => {
  expect(typicalEvidence(runs, 'memory')).toMatchObject({ peakBytes: 20, swapBytesMax: 7 });
});

it('typical evidence has of anything else what the first run has', () => {
  expect(typicalEvidence(runs, 'background')).toEqual(makeBackgroundEvidence());
});

it('there is no typical evidence where no run left any', () => {
  expect(typicalEvidence(runs, 'io')).toBeUndefined();
  expect(typicalEvidence([], 'memory')).toBeUndefined();
});
