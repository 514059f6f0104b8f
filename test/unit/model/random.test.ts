import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, largestSeed } from '../../../src/model/random.ts';

const seeds = fc.integer({ min: 0, max: largestSeed });

describe('createRandom', () => {
  it('gives the same numbers for the same seed', () => {
    const draw = (): number[] => {
      const random = createRandom(7);
      return Array.from({ length: 5 }, () => random.integerBelow(1000));
    };
    expect(draw()).toEqual(draw());
    expect(draw()).toMatchInlineSnapshot(`
      [
        743,
        684,
        550,
        634,
        664,
      ]
    `);
  });

  it('gives other numbers for a neighbouring seed', () => {
    const first = (seed: number): number => createRandom(seed).integerBelow(2 ** 32);
    const firsts = Array.from({ length: 1000 }, (_, seed) => first(seed));
    expect(new Set(firsts).size).toBe(1000);
    // Neighbours share no trend: about half of the steps go up.
    const rising = firsts.filter((value, index) => value > (firsts[index - 1] ?? 0)).length;
    expect(rising).toBeGreaterThan(400);
    expect(rising).toBeLessThan(600);
  });

  it('draws whole numbers below the limit', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, limit) => {
        const value = createRandom(seed).integerBelow(limit);
        expect(Number.isInteger(value) && value >= 0 && value < limit).toBe(true);
      }),
    );
  });
});

describe('shuffle', () => {
  it('keeps every item and leaves the given list alone', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer()), (seed, items) => {
        const given = Object.freeze([...items]);
        const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
        expect(sorted(createRandom(seed).shuffle(given))).toEqual(sorted(items));
      }),
    );
  });

  it('makes each order about equally often', () => {
    const random = createRandom(1);
    const counts = new Map<string, number>();
    for (let drawn = 0; drawn < 6000; drawn += 1) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // 1000 expected each; five standard deviations are 144.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(144);
  });
});
