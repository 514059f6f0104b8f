import { describe, expect, test } from 'vitest';
import { summarizeTokenTimes } from '../../../../src/model/curve/token-times.ts';

const upTo = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => count - at);

describe('summarizeTokenTimes', () => {
  test('gives only median and maximum of a few steps', () => {
    expect(summarizeTokenTimes([3, 1, 2])).toEqual({ count: 3, p50: 2, max: 3 });
  });

  test('gives the 95th percentile from 20 steps on', () => {
    expect(summarizeTokenTimes(upTo(19))).not.toHaveProperty('p95');
    expect(summarizeTokenTimes(upTo(20))?.p95).toBeCloseTo(19.05, 12);
  });

  test('gives the 99th percentile from 100 steps on, as numpy computes it', () => {
    expect(summarizeTokenTimes(upTo(99))).not.toHaveProperty('p99');
    expect(summarizeTokenTimes(upTo(100))?.p99).toBeCloseTo(99.01, 12);
  });

  test('bounds the 99th percentile from 300 steps on', () => {
    expect(summarizeTokenTimes(upTo(299))).not.toHaveProperty('p99AtMost');
    expect(summarizeTokenTimes(upTo(300))?.p99AtMost).toBe(300);
    expect(summarizeTokenTimes(upTo(1000))?.p99AtMost).toBe(996);
  });

  test('gives nothing for no steps', () => {
    expect(summarizeTokenTimes([])).toBeUndefined();
  });
});
