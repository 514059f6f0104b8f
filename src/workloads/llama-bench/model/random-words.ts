/** Fills arrays with the next words of one stream of random 32-bit words. */
export type FillWords = (into: Uint32Array) => void;

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value;
};

/**
 * A stream of its own for each pair of seed and name. The generator is sfc32 (Chris Doty-Humphrey, PractRand):
 * 128 bits of state, far apart streams, and about a nanosecond a word, which a file of gigabytes needs.
 * `seed` is a non-negative safe integer.
 */
export const createWordStream = (seed: number, name: string): FillWords => {
  let a = seed | 0;
  let b = Math.floor(seed / 2 ** 32) | 0;
  let c = hash(name);
  let counter = 1;
  const fill: FillWords = (into) => {
    const { length } = into;
    for (let at = 0; at < length; at += 1) {
      const word = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + word) | 0;
      into[at] = word;
    }
  };
  // The first words of neighbouring seeds are alike; the author discards 15.
  fill(new Uint32Array(15));
  return fill;
};
