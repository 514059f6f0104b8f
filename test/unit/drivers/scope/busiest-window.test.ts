import { describe, expect, it } from 'vitest';
import { createBusiestWindow } from '../../../../src/drivers/scope/busiest-window.ts';

/** Rates after counts of `[milliseconds, bytes]`, of which every 1000 bytes are an operation. */
const ratesOf = (...counts: readonly (readonly [number, number])[]) => {
  const window = createBusiestWindow(1e9);
  for (const [ms, bytes] of counts) window.add({ atNs: ms * 1e6, bytes, operations: bytes / 1000 });
  return window.rates();
};

describe('the busiest window', () => {
  it('has no rate before it is full', () => {
    expect(ratesOf()).toEqual({});
    expect(ratesOf([0, 0], [900, 5000])).toEqual({});
  });

  it('is the busiest second of a run, not its average', () => {
    const rates = ratesOf([0, 0], [500, 0], [1000, 1000], [1500, 3000], [2000, 3000], [3000, 3000]);
    expect(rates).toEqual({ bytesPerSecond: 3000, operationsPerSecond: 3 });
  });

  it('is longer than a second where no two counts are one second apart', () => {
    expect(ratesOf([0, 0], [800, 800], [1600, 3200])).toEqual({
      bytesPerSecond: 2000,
      operationsPerSecond: 2,
    });
  });
});
