import { describe, expect, test } from 'vitest';
import { fittingScale, linearScale, logScale } from '../../../../src/report/figures/value-scale.ts';

describe('the vertical axis of a figure', () => {
  test('goes from 0 to above the largest value', () => {
    expect(linearScale([0.5, 3])).toMatchObject({ type: 'linear', domain: [0, 3.12] });
    expect(linearScale([0.5], 1.1).domain).toEqual([0, 1.1]);
    expect(linearScale([]).domain).toEqual([0, 1]);
  });

  test('is logarithmic where values are further apart than a factor of 10', () => {
    expect(fittingScale([10, 100]).type).toBe('linear');
    expect(fittingScale([10, 101]).type).toBe('log');
    expect(fittingScale([0, 0]).type).toBe('linear');
  });

  test('has as many ticks as it has room for', () => {
    expect(logScale([20, 50]).ticks).toEqual([20, 30, 40, 50, 60]);
    expect(logScale([1, 100]).ticks).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(logScale([0.001, 10_000]).ticks).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000, 10_000]);
  });

  test('tells where a value stands in the plot', () => {
    const linear = linearScale([], 2);
    expect([0, 1, 2].map((value) => linear.pixelOf(value, 100))).toEqual([100, 50, 0]);
    const log = logScale([1, 100]);
    expect(log.pixelOf(10, 100)).toBeCloseTo(50);
    expect(log.pixelOf(log.domain[0], 100)).toBeCloseTo(100);
    expect(log.pixelOf(log.domain[1], 100)).toBeCloseTo(0);
  });
});
