import { describe, expect, it } from 'vitest';
import { createReadWindow, type Reads } from '../../../../src/drivers/scope/read-window.ts';

/** Every 1000 bytes are an operation. */
const reads = (bytes: number): Reads => ({ bytes, operations: bytes / 1000 });

/** In milliseconds and bytes: when, one's own, the device's. */
type Count = readonly [number, (number | undefined)?, (number | undefined)?];

/** The rates with each of the counts. */
const ratesOf = (...counts: readonly Count[]) => {
  const window = createReadWindow(1e9);
  return counts.map(([ms, own, device]) =>
    window.add({
      atNs: ms * 1e6,
      own: own === undefined ? undefined : reads(own),
      device: device === undefined ? undefined : reads(device),
    }),
  );
};

describe('a window on what is read', () => {
  it('has no rates before it is full', () => {
    expect(ratesOf([0, 0], [900, 5000])).toEqual([{}, {}]);
  });

  it('has the rates of what was read in it, not of the whole run', () => {
    const rates = ratesOf([0, 0], [500, 0], [1000, 1000], [1500, 3000], [2500, 3000]);
    expect(rates.slice(2)).toEqual([
      { bytesPerSecond: 1000, operationsPerSecond: 1 },
      { bytesPerSecond: 3000, operationsPerSecond: 3 },
      { bytesPerSecond: 0, operationsPerSecond: 0 },
    ]);
  });

  it('is longer where no two counts are that far apart', () => {
    expect(ratesOf([0, 0], [800, 800], [1600, 3200]).at(-1)).toEqual({
      bytesPerSecond: 2000,
      operationsPerSecond: 2,
    });
  });

  it('has no more bytes than the device delivered, but all operations', () => {
    expect(ratesOf([0, 0, 100], [1000, 9000, 3100]).at(-1)).toEqual({
      bytesPerSecond: 3000,
      operationsPerSecond: 9,
    });
    expect(ratesOf([0, 0, 0], [1000, 2000, 7000]).at(-1)).toEqual({
      bytesPerSecond: 2000,
      operationsPerSecond: 2,
    });
  });

  it("has the device's rates where one's own reads are not counted, and none without either", () => {
    expect(ratesOf([0, undefined, 0], [1000, undefined, 4000]).at(-1)).toEqual({
      bytesPerSecond: 4000,
      operationsPerSecond: 4,
    });
    expect(ratesOf([0], [1000])).toEqual([{}, {}]);
  });
});
