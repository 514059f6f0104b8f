import { createRandom } from '../../src/model/random.ts';

/** Draws of one input: the same seed and number give the same input on every machine. */
export interface Chance {
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  /** True once in so many draws, on average. */
  oneIn(count: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item;
}

/** Input number `index` of a seed. */
export const chanceOf = (seed: number, index: number): Chance => {
  const random = createRandom((Math.imul(seed, 0x9e3779b1) + index) >>> 0);
  const integerBelow = (limit: number): number => random.integerBelow(limit);
  return {
    below: integerBelow,
    oneIn: (count) => integerBelow(count) === 0,
    pick: (items) => {
      const item = items[integerBelow(items.length)];
      if (item === undefined) throw new Error('Internal error: nothing to pick from');
      return item;
    },
  };
};
