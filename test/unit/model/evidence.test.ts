import { expect, it } from 'vitest';
import { Evidence, TierTestEvidence } from '../../../src/model/evidence.ts';
import { makeTierEvidence, makeTierTestEvidence } from '../../support/factory.ts';

const readBack = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it('evidence is read back as it was written', () => {
  const run = makeTierEvidence({ residentBytes: 3, stalledNs: 4 });
  expect(Evidence.parse(readBack(run))).toEqual(run);
  const test = makeTierTestEvidence({ stalledNs: 5 });
  expect(TierTestEvidence.parse(readBack(test))).toEqual(test);
});

it('evidence from before residents, stalls and waits were counted has none of them', () => {
  const none = { waits: 0, stalledNs: 0 };
  const { residentBytes: _, waits: _waits, stalledNs: _stalled, ...run } = makeTierEvidence();
  expect(Evidence.parse(run)).toEqual({ ...run, ...none, residentBytes: 0 });
  const { waits: _testWaits, stalledNs: _testStalled, ...test } = makeTierTestEvidence();
  expect(TierTestEvidence.parse(test)).toEqual({ ...test, ...none });
});
