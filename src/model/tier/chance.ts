/** Numbers of 32 bits: a product of two of them does not fit into a double, `Math.imul` keeps its low half. */
const words = 2 ** 32;

/**
 * Mixes the bits of a 32-bit number so that each bit of the result depends on all of them.
 * The function is lowbias32 of {@link https://github.com/skeeto/hash-prospector | hash-prospector} (C. Wellons).
 */
export const mixWord = (word: number): number => {
  let x = word;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
};

/**
 * A number from 0 to 2^32 - 1 that looks drawn at random, and is the same for the same three 32-bit
 * numbers: chance that depends on what is drawn for, not on when or by which thread.
 */
export const chanceKey = (seed: number, a: number, b: number): number =>
  mixWord(mixWord(mixWord(seed) ^ a) ^ b);

/** Of the draws that belong to one key, the one with the given number: a share from 0 up to, not including, 1. */
export const drawShare = (key: number, index: number): number =>
  mixWord(key + Math.imul(index, 0x9e3779b9)) / words;
