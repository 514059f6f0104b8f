import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialCdf } from '../../../../src/model/statistics/binomial.ts';

describe('binomialCdf', () => {
  test('gives the exact sums of small tables', () => {
    expect(binomialCdf(0, 6, 0.5)).toBeCloseTo(1 / 64, 14);
    expect(binomialCdf(1, 8, 0.5)).toBeCloseTo(9 / 256, 14);
    expect(binomialCdf(2, 12, 0.5)).toBeCloseTo(79 / 4096, 14);
    expect(binomialCdf(1, 3, 0.1)).toBeCloseTo(0.972, 14);
  });

  test('is 0 below no success and 1 from all successes on', () => {
    expect(binomialCdf(-1, 5, 0.3)).toBe(0);
    expect(binomialCdf(5, 5, 0.3)).toBe(1);
  });

  test('does not underflow for many trials', () => {
    expect(binomialCdf(50_000, 100_000, 0.5)).toBeCloseTo(0.50126, 4);
    expect(binomialCdf(999, 100_000, 0.01)).toBeCloseTo(0.4958, 2);
  });

  test('grows with the number of successes and stays a probability', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (trials, chance) => {
          let last = 0;
          for (let successes = 0; successes <= trials; successes += 1) {
            const sum = binomialCdf(successes, trials, chance);
            expect(sum).toBeGreaterThanOrEqual(last - 1e-12);
            expect(sum).toBeLessThanOrEqual(1);
            last = sum;
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
