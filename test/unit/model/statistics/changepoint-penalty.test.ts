import { describe, expect, test } from 'vitest';
import {
  calibratedCounts,
  changepointPenalty,
} from '../../../../src/model/statistics/changepoint-penalty.ts';

describe('changepointPenalty', () => {
  test('is what was counted at the counted lengths', () => {
    expect(calibratedCounts).toContain(20);
    expect(changepointPenalty(12)).toBeCloseTo(4.4, 12);
    expect(changepointPenalty(20)).toBeCloseTo(6.6, 12);
    expect(changepointPenalty(5000)).toBeCloseTo(12.3, 12);
  });

  test('grows with the number of values, between the counted lengths and beyond', () => {
    for (let count = 12; count < 10_000; count += 1)
      expect(changepointPenalty(count + 1)).toBeGreaterThan(changepointPenalty(count));
  });
});
