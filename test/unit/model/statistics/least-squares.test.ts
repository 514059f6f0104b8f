import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitLine } from '../../../../src/model/statistics/least-squares.ts';

describe('fitLine', () => {
  test('gives the line, its residuals and the explained share', () => {
    // Golden values of numpy.polyfit([1, 2, 3, 4, 5], [2, 4, 5, 4, 5], 1).
    const fit = fitLine([2, 4, 5, 4, 5].map((y, at) => ({ x: at + 1, y })));
    expect(fit?.slope).toBeCloseTo(0.6, 12);
    expect(fit?.intercept).toBeCloseTo(2.2, 12);
    expect(fit?.r2).toBeCloseTo(0.6, 12);
    const expected = [-0.8, 0.6, 1, -0.6, -0.2];
    fit?.residuals.forEach((residual, at) => {
      expect(residual).toBeCloseTo(expected[at] ?? NaN, 12);
    });
  });

  test('explains everything where y does not vary', () => {
    expect(
      fitLine([
        { x: 1, y: 7 },
        { x: 2, y: 7 },
      ]),
    ).toEqual({ slope: 0, intercept: 7, r2: 1, residuals: [0, 0] });
  });

  test('gives nothing below two different x', () => {
    expect(fitLine([])).toBeUndefined();
    expect(fitLine([{ x: 1, y: 1 }])).toBeUndefined();
    expect(
      fitLine([
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ]),
    ).toBeUndefined();
  });

  test('finds any line again', () => {
    const range = { min: -1000, max: 1000, noNaN: true };
    fc.assert(
      fc.property(fc.double(range), fc.double(range), (slope, intercept) => {
        const fit = fitLine([0, 1, 2, 5].map((x) => ({ x, y: intercept + slope * x })));
        expect(fit?.slope).toBeCloseTo(slope, 6);
        expect(fit?.intercept).toBeCloseTo(intercept, 6);
      }),
    );
  });
});
