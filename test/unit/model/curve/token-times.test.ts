import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summarizeTokenTimes, typicalTokenTimes } from '../../../../src/model/curve/token-times.ts';

const upTo = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => count - at);

describe('summarizeTokenTimes', () => {
  test('gives median, 95th percentile and maximum of any number of steps', () => {
    expect(summarizeTokenTimes([3, 1, 2])).toEqual({ count: 3, p50: 2, p95: 2.9, max: 3 });
    expect(summarizeTokenTimes([7])).toEqual({ count: 1, p50: 7, p95: 7, max: 7 });
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

  test('never gives a quantile above a higher one', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(steps, (values) => {
        const times = summarizeTokenTimes(values);
        const { p50 = NaN, p95 = NaN, max = NaN } = times ?? {};
        const rising = [p50, p95, times?.p99 ?? p95, times?.p99AtMost ?? max, max];
        expect(rising).toEqual(rising.toSorted((left, right) => left - right));
        expect(max).toBe(Math.max(...values));
      }),
    );
  });

  test('gives nothing for no steps', () => {
    expect(summarizeTokenTimes([])).toBeUndefined();
  });
});

describe('typicalTokenTimes', () => {
  const run = { count: 128, p50Ns: 10, p95Ns: 20, p99Ns: 30, maxNs: 40 };

  test('takes the median over runs of each quantile, and the largest of all', () => {
    const runs = [run, { ...run, p50Ns: 12, maxNs: 90 }, { ...run, p50Ns: 11, p99Ns: 36 }];
    expect(typicalTokenTimes(runs)).toEqual({
      ...{ count: 384, p50: 11, p95: 20, p99: 30, max: 90, ofRuns: 3 },
    });
  });

  test('gives no 99th percentile where a run has too few steps for one', () => {
    const { p99Ns: _, ...short } = run;
    expect(typicalTokenTimes([run, short])).not.toHaveProperty('p99');
    expect(typicalTokenTimes([])).toBeUndefined();
  });
});
