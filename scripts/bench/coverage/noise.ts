import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Numbers from a seed, fast: a simulation draws millions. */
export interface Noise {
  /** Uniform from 0 to 1, 1 excluded. */
  readonly uniform: () => number;
  /** Standard normal. */
  readonly normal: () => number;
  /** Exponential with mean 1, as an example of a skewed distribution. */
  readonly skewed: () => number;
}

/** Neighbouring seeds begin with almost the same numbers. */
const discarded = 64;

export const createNoise = (seed: number): Noise => {
  const generator = xoroshiro128plus(seed);
  for (let drawn = 0; drawn < discarded; drawn += 1) generator.next();
  const uniform = (): number => (generator.next() >>> 0) / 2 ** 32;
  let spare: number | undefined;
  /** G. Marsaglia's polar method gives two at a time. */
  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const across = 2 * uniform() - 1;
      const up = 2 * uniform() - 1;
      const square = across * across + up * up;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = up * factor;
      return across * factor;
    }
  };
  return { uniform, normal, skewed: () => -Math.log1p(-uniform()) };
};
