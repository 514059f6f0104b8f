import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeUnits, type Residency } from '../../../../src/model/tier/residency.ts';

const unitBytes = 4096;
const used = fc.array(
  fc.oneof(fc.constant(0), fc.constant(unitBytes), fc.integer({ min: 1, max: unitBytes })),
  { maxLength: 200 },
);
const residency: fc.Arbitrary<Residency> = fc.record({
  ppm: fc.nat({ max: 1_000_000 }),
  placement: fc.constantFrom('even', 'layers'),
});

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);
const described = (bytes: readonly number[], ppm: number, placement: Residency['placement']) =>
  placeUnits(bytes, 100, { ppm, placement }).map((each) => (each.resident ? 'R' : each.charge));

describe('a quarter of the weights', () => {
  const four = new Array<number>(8).fill(100);

  it('is every fourth unit when it is spread evenly', () => {
    expect(described(four, 250_000, 'even')).toEqual([100, 100, 100, 'R', 100, 100, 100, 'R']);
  });

  it('is the first units when it is the first layers', () => {
    expect(described(four, 250_000, 'layers')).toEqual(['R', 'R', 100, 100, 100, 100, 100, 100]);
  });

  it('takes what is less than a unit off one that does not stay', () => {
    expect(described([100, 100, 100], 250_000, 'even')).toEqual([100, 100, 25]);
    expect(described([100, 100, 100], 250_000, 'layers')).toEqual([25, 100, 100]);
  });

  it('goes by the bytes in use', () => {
    expect(described([10, 100, 0, 50], 500_000, 'layers')).toEqual(['R', 30, 100, 50]);
    expect(described([100, 10, 0, 50], 500_000, 'even')).toEqual([80, 'R', 100, 'R']);
  });
});

describe('whatever share stays', () => {
  it('is met to the byte', () => {
    fc.assert(
      fc.property(used, residency, (bytes, each) => {
        const places = placeUnits(bytes, unitBytes, each);
        const kept = sum(places.map(({ charge }, at) => Math.max(0, (bytes[at] ?? 0) - charge)));
        expect(kept).toBe(Math.floor((sum(bytes) * each.ppm) / 1e6));
      }),
    );
  });

  it('leaves each unit either resident or charged for something, at most a unit', () => {
    fc.assert(
      fc.property(used, residency, (bytes, each) => {
        for (const { resident, charge } of placeUnits(bytes, unitBytes, each)) {
          expect(charge === 0).toBe(resident);
          expect(charge).toBeLessThanOrEqual(unitBytes);
        }
      }),
    );
  });

  it('charges units that nobody used whole', () => {
    fc.assert(
      fc.property(used, residency, (bytes, each) => {
        fc.pre(each.ppm < 1_000_000);
        for (const [at, place] of placeUnits(bytes, unitBytes, each).entries())
          if (bytes[at] === 0) expect(place).toEqual({ resident: false, charge: unitBytes });
      }),
    );
  });

  it('is all units or none at the ends', () => {
    fc.assert(
      fc.property(used, fc.constantFrom('even', 'layers'), (bytes, placement) => {
        const none = placeUnits(bytes, unitBytes, { ppm: 0, placement });
        expect(none.some(({ resident }) => resident)).toBe(false);
        const all = placeUnits(bytes, unitBytes, { ppm: 1_000_000, placement });
        expect(all.every(({ resident }) => resident)).toBe(true);
      }),
    );
  });

  it('is spread so that every beginning of a region has its share, but for a unit', () => {
    fc.assert(
      fc.property(used, fc.nat({ max: 1_000_000 }), (bytes, ppm) => {
        const places = placeUnits(bytes, unitBytes, { ppm, placement: 'even' });
        let [total, kept] = [0, 0];
        for (const [at, { resident }] of places.entries()) {
          total += bytes[at] ?? 0;
          kept += resident ? (bytes[at] ?? 0) : 0;
          expect(Math.abs(kept - (total * ppm) / 1e6)).toBeLessThanOrEqual(unitBytes);
        }
      }),
    );
  });

  it('is met for regions whose bytes times a million are beyond 2^53', () => {
    const large = new Array<number>(5_000).fill(2 ** 26);
    const places = placeUnits(large, 2 ** 26, { ppm: 333_333, placement: 'layers' });
    const kept = sum(places.map(({ charge }) => 2 ** 26 - charge));
    expect(BigInt(kept)).toBe((5_000n * 2n ** 26n * 333_333n) / 1_000_000n);
  });
});
