import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWordStream } from '../../../../../src/workloads/llama-bench/model/random-words.ts';

const words = (seed: number, name: string, count: number): number[] => {
  const into = new Uint32Array(count);
  createWordStream(seed, name)(into);
  return [...into];
};

const anySeed = fc.nat({ max: Number.MAX_SAFE_INTEGER });

describe('a stream of random words', () => {
  it('goes on where it stopped', () => {
    fc.assert(
      fc.property(anySeed, fc.nat({ max: 50 }), (seed, first) => {
        const fill = createWordStream(seed, 'a');
        const begin = new Uint32Array(first);
        const rest = new Uint32Array(50 - first);
        fill(begin);
        fill(rest);
        expect([...begin, ...rest]).toEqual(words(seed, 'a', 50));
      }),
    );
  });

  it('is another one for another seed, beyond 32 bits too', () => {
    const first = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER].map((seed) =>
      words(seed, 'a', 4).join(),
    );
    expect(new Set(first).size).toBe(first.length);
  });

  it('is another one for another name', () => {
    const names = Array.from({ length: 2000 }, (_, each) => `blk.${each}.ffn_up.weight`);
    expect(new Set(names.map((name) => words(1, name, 4).join())).size).toBe(names.length);
  });

  it('sets every bit about half of the time', () => {
    const count = 20_000;
    const sample = words(7, 'bits', count);
    for (let bit = 0; bit < 32; bit += 1) {
      const share = sample.filter((word) => (word >>> bit) & 1).length / count;
      // Five standard deviations of a fair coin.
      expect(Math.abs(share - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(count));
    }
  });
});
