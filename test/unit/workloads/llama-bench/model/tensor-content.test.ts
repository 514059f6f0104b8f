import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  layoutOf,
  type MixtureType,
} from '../../../../../src/workloads/llama-bench/model/quantization.ts';
import { createWordStream } from '../../../../../src/workloads/llama-bench/model/random-words.ts';
import { shapeContent } from '../../../../../src/workloads/llama-bench/model/tensor-content.ts';
import { dequantize, halfAt } from '../../../../support/dequantize.ts';

const anySeed = fc.nat({ max: Number.MAX_SAFE_INTEGER });

const makeBlocks = (
  seed: number,
  type: MixtureType,
  count: number,
  role: 'matrix' | 'norm' | 'bias' = 'matrix',
): Uint8Array[] => {
  const { bytesPerBlock } = layoutOf(type);
  const words = new Uint32Array(Math.ceil((bytesPerBlock * count) / 4));
  createWordStream(seed, type)(words);
  shapeContent(words, bytesPerBlock * count, { type, role });
  const bytes = new Uint8Array(words.buffer);
  return Array.from({ length: count }, (_, each) =>
    bytes.subarray(each * bytesPerBlock, (each + 1) * bytesPerBlock),
  );
};

const weights = (blocks: readonly Uint8Array[], type: MixtureType): number[] =>
  blocks.flatMap((block) => dequantize[type](block));

describe('the content of tensors', () => {
  it.each([
    ['Q4_K', [0, 2]],
    ['Q6_K', [208]],
    ['Q5_0', [0]],
    ['Q8_0', [0]],
  ] as const)('has in each block of %s scales that are positive, finite and normal', (type, at) => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        for (const block of makeBlocks(seed, type, 13)) {
          const scales = at.map((each) => halfAt(block, each));
          // The smallest normal number in half precision; the largest scale in use is about 2^-8.
          expect(Math.min(...scales)).toBeGreaterThanOrEqual(2 ** -14);
          expect(Math.max(...scales)).toBeLessThan(2 ** -8);
        }
      }),
    );
  });

  it.each(['Q4_K', 'Q6_K', 'Q5_0', 'Q8_0'] as const)(
    'has in %s weights around zero that keep activations in size',
    (type) => {
      const values = weights(makeBlocks(3, type, 400), type);
      const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
      const spread = Math.sqrt(
        values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length,
      );
      expect(Math.abs(mean)).toBeLessThan(spread / 5);
      expect(spread).toBeGreaterThan(0.015);
      expect(spread).toBeLessThan(0.06);
    },
  );

  it('has norms a little above one', () => {
    const values = weights(makeBlocks(5, 'F32', 500, 'norm'), 'F32');
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...values)).toBeLessThan(1.125);
    expect(new Set(values).size).toBeGreaterThan(490);
  });

  it('has small biases of either sign', () => {
    const values = weights(makeBlocks(5, 'F32', 500, 'bias'), 'F32');
    const sizes = values.map(Math.abs);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2 ** -7);
    expect(Math.max(...sizes)).toBeLessThan(2 ** -6);
    expect(values.filter((each) => each < 0).length).toBeGreaterThan(150);
    expect(values.filter((each) => each > 0).length).toBeGreaterThan(150);
  });
});
