import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactDigits, renderPlainNumber } from '../../../src/report/plain-number.ts';

describe('renderPlainNumber', () => {
  test('writes no exponent and no trailing zeros', () => {
    expect(renderPlainNumber(1e-7)).toBe('0.0000001');
    expect(renderPlainNumber(3.125e12)).toBe('3125000000000');
    expect(renderPlainNumber(50)).toBe('50');
    expect(renderPlainNumber(0.5)).toBe('0.5');
    expect(renderPlainNumber(0)).toBe('0');
    expect(renderPlainNumber(-0.25)).toBe('-0.25');
  });

  test('rounds measured values to nine digits', () => {
    expect(renderPlainNumber(1 / 3)).toBe('0.333333333');
    expect(renderPlainNumber(123_456_789.87)).toBe('123456790');
    expect(renderPlainNumber(0.999_999_999_9)).toBe('1');
  });

  test('is empty for no value', () => {
    expect(renderPlainNumber(undefined)).toBe('');
  });

  test('is read back as the same number to the digits asked for', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (value) => {
        const text = renderPlainNumber(value, exactDigits);
        expect(text).toMatch(/^\d+(\.\d*[1-9])?$/);
        expect(Math.abs(Number(text) / value - 1)).toBeLessThan(1e-13);
      }),
    );
  });
});
