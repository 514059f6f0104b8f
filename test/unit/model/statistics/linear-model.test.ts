import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLinearModel } from '../../../../src/model/statistics/linear-model.ts';

describe('fitLinearModel', () => {
  it('finds the coefficients of a model without noise', () => {
    const coefficient = fc.double({ min: -10, max: 10, noNaN: true });
    const row = fc.tuple(
      fc.constant(1),
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: -5, max: 5 }),
    );
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 8, maxLength: 30 }),
        fc.tuple(coefficient, coefficient, coefficient),
        (rows, truth) => {
          const y = rows.map((each) => each.reduce((sum, x, at) => sum + x * (truth[at] ?? 0), 0));
          const fit = fitLinearModel(rows, y);
          if (fit === undefined) return;
          for (const [at, value] of fit.coefficients.entries())
            expect(value).toBeCloseTo(truth[at] ?? 0, 5);
        },
      ),
    );
  });

  it('agrees with a fit by hand, and says what share it explains', () => {
    const fit = fitLinearModel(
      [
        [1, 0],
        [1, 1],
        [1, 2],
      ],
      [1, 2, 2],
    );
    expect(fit?.coefficients[0]).toBeCloseTo(7 / 6, 12);
    expect(fit?.coefficients[1]).toBeCloseTo(0.5, 12);
    expect(fit?.r2).toBeCloseTo(0.75, 12);
  });

  it('has no answer where columns depend on each other, or rows are missing', () => {
    expect(fitLinearModel([], [])).toBeUndefined();
    expect(
      fitLinearModel(
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        [1, 2, 3],
      ),
    ).toBeUndefined();
    expect(
      fitLinearModel(
        [
          [1, 0, 1],
          [1, 1, 0],
          [1, 0, 1],
          [1, 1, 0],
        ],
        [1, 2, 3, 4],
      ),
    ).toBeUndefined();
    expect(
      fitLinearModel(
        [
          [1, 0, 1],
          [1, 1, 0],
        ],
        [1, 2],
      ),
    ).toBeUndefined();
  });
});
