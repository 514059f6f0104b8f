import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance that can be repeated: the same seed gives the same numbers on every machine. */
export interface Random {
  /** A whole number from 0 to `limit - 1`, each equally likely; `limit` is from 1 to 2^32. */
  integerBelow(limit: number): number;
  /** A new list with the same items, each order equally likely (Fisher-Yates). */
  shuffle<Item>(items: readonly Item[]): Item[];
}

/** The largest seed: the generator takes 32 bits. */
export const largestSeed = 2 ** 32 - 1;

/** Neighbouring seeds begin with almost the same numbers; after this many they have nothing in common. */
const discarded = 64;

/** A generator of its own for a seed (a whole number from 0 to {@link largestSeed}). */
export const createRandom = (seed: number): Random => {
  const generator = xoroshiro128plus(seed);
  for (let drawn = 0; drawn < discarded; drawn += 1) generator.next();
  const integerBelow = (limit: number): number => uniformInt(generator, 0, limit - 1);
  return {
    integerBelow,
    shuffle(items) {
      const rest = [...items];
      return items.map(() => {
        const at = integerBelow(rest.length);
        const [item] = rest.splice(at, 1);
        if (item === undefined) throw new Error('Internal error: drew beyond the end of a list');
        return item;
      });
    },
  };
};
