import { describe, expect, it } from 'vitest';
import { describeVerdict } from '../../../src/report/verdict-text.ts';

const counts = { rounds: 0, failedRuns: 0, missingRuns: 0 };
const failed = { verdict: { verdict: 'failed', why: '' } } as const;

describe('the verdict of a point', () => {
  it('is said as it is', () => {
    expect(describeVerdict({ ...counts, rounds: 6, verdict: { verdict: 'bound', why: '' } })).toBe(
      'bound',
    );
  });

  it.each(['rounds', 'failedRuns', 'missingRuns'])(
    'is that it failed where there are %s',
    (name) => {
      expect(describeVerdict({ ...failed, ...counts, [name]: 1 })).toBe('failed');
    },
  );

  it('is that it was not run where an interrupted sweep has not come to it', () => {
    expect(describeVerdict({ ...failed, ...counts })).toBe('not run');
  });
});
