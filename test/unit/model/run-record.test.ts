import { describe, expect, it } from 'vitest';
import { RunRecord } from '../../../src/model/run-record.ts';
import { makeRunRecord, makeSample } from '../../support/factory.ts';

describe('a recorded run', () => {
  it('is read as it was written', () => {
    const stepTimes = { count: 2, p50Ns: 5, p95Ns: 7, maxNs: 7 };
    const record = makeRunRecord({ samples: [makeSample({ stepsNs: [3, 7], stepTimes })] });
    expect(RunRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('is read without verdicts on single constraints too, as older ones are', () => {
    const { verdicts: _, ...older } = makeRunRecord();
    expect(RunRecord.parse(older).verdicts).toEqual({});
  });

  it('is read without a summary of its step times too, as older ones are', () => {
    const record = makeRunRecord({ samples: [makeSample({ stepsNs: [3, 7] })] });
    expect(RunRecord.parse(record).samples[0]).not.toHaveProperty('stepTimes');
  });
});
