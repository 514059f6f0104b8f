import { describe, expect, test } from 'vitest';
import { fitLaw, placeAtTime } from '../../../../src/model/curve/time-law.ts';

const points = (at: (x: number) => number) => [1, 2, 4, 8, 16].map((x) => ({ x, y: at(x) }));

describe('a law of time', () => {
  test('is a line, and solved for the place at which it takes a time', () => {
    const law = fitLaw(points((x) => 10 + 3 * x));
    expect(law).toMatchObject({ law: 'line', h: 0 });
    expect(law?.slope).toBeCloseTo(3, 12);
    expect(law === undefined ? NaN : placeAtTime(law, 25)).toBeCloseTo(5, 9);
  });

  test('is a hinge where it may bend, with as many levels on its flat side as are asked for', () => {
    const bent = points((x) => 10 + Math.max(0, 3 * x - 4.5));
    expect(fitLaw(bent)?.law).toBe('line');
    expect(fitLaw(bent, 2)?.law).toBe('line');
    const law = fitLaw(bent, 1);
    expect(law?.law).toBe('hinge');
    expect(law?.h).toBeCloseTo(4.5, 9);
    expect(law === undefined ? NaN : placeAtTime(law, 17.5)).toBeCloseTo(4, 9);
  });

  test('needs three points', () => {
    expect(fitLaw(points((x) => x).slice(0, 2))).toBeUndefined();
  });

  test('has no place where time does not grow', () => {
    const flat = { law: 'line', a: 10, slope: 0, h: 0, residuals: [] } as const;
    expect(placeAtTime(flat, 11)).toBe(Infinity);
    expect(placeAtTime(flat, 9)).toBe(-Infinity);
  });
});
