import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelChunks } from '../../../../../src/workloads/llama-bench/model/chunks.ts';
import { describeModel } from '../../../../../src/workloads/llama-bench/model/describe.ts';
import { layoutOf } from '../../../../../src/workloads/llama-bench/model/quantization.ts';
import {
  findShape,
  type ModelShape,
} from '../../../../../src/workloads/llama-bench/model/shape.ts';
import { dequantize } from '../../../../support/dequantize.ts';
import { join } from '../../../../support/gguf-bytes.ts';

const shapeOf = (name: string): ModelShape => {
  const shape = findShape(name);
  if (!shape.ok) throw new Error(`no shape '${name}'`);
  return shape.value;
};

/** Rows of 96 elements: every type falls back, and sizes are no multiples of the alignment. */
const odd: ModelShape = {
  name: 'odd',
  layers: 3,
  embedding: 96,
  feedForward: 160,
  heads: 3,
  keyValueHeads: 1,
  vocabulary: 37,
  tiedOutput: true,
};

const digest = (chunks: Iterable<Uint8Array>): string => {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

const tiny = shapeOf('tiny');

describe('the bytes of a model', () => {
  it('are the same for the same seed, today and in every later version', () => {
    expect(digest(modelChunks(tiny, 1))).toBe(
      '474a994970462302e7dfbb1b27fda675c841bbae811d96a2eba60fae077e6e34',
    );
    expect(digest(modelChunks(odd, 1))).toBe(
      'c66cd413a370814495951627da163314f42d4760f02654bc771bc842fc680c07',
    );
  });

  it('are others for another seed', () => {
    const digests = [0, 1, 2, 2 ** 32 + 1].map((seed) => digest(modelChunks(tiny, seed)));
    expect(new Set(digests).size).toBe(4);
  });

  it('do not depend on the size of the chunks', () => {
    const expected = digest(modelChunks(odd, 9));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (chunkBytes) => {
        expect(digest(modelChunks(odd, 9, chunkBytes))).toBe(expected);
      }),
      { numRuns: 30 },
    );
    expect(digest(modelChunks(tiny, 9, 10_000))).toBe(digest(modelChunks(tiny, 9)));
  });

  it.each([tiny, odd])('of $name are as many as described', (shape) => {
    let bytes = 0;
    for (const chunk of modelChunks(shape, 4)) bytes += chunk.length;
    expect(bytes).toBe(describeModel(shape).bytes);
  });

  it('come in chunks that are small, and not written to again', () => {
    const chunks = [...modelChunks(tiny, 4, 100_000)];
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(100_000);
    expect(digest(chunks)).toBe(digest(modelChunks(tiny, 4)));
  });

  it('are computed only as far as they are taken', () => {
    const [first] = modelChunks(shapeOf('qwen2.5-3b'), 1);
    expect(first).toEqual(describeModel(shapeOf('qwen2.5-3b')).header);
  });

  it('differ in every tensor, so that no two layers are alike', () => {
    const whole = join(...modelChunks(tiny, 6));
    const { tensors, header } = describeModel(tiny);
    const digests = tensors.map(({ offset, bytes }) => {
      const at = header.length + offset;
      return digest([whole.subarray(at, at + bytes)]);
    });
    expect(new Set(digests).size).toBe(tensors.length);
  });

  it.each([tiny, odd])('of $name are finite weights, in every block', (shape) => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (seed) => {
        const whole = join(...modelChunks(shape, seed));
        const { tensors, header } = describeModel(shape);
        for (const { type, offset, bytes } of tensors) {
          const { bytesPerBlock } = layoutOf(type);
          // Each block of a small tensor, a hundred or so of a large one.
          const step = Math.ceil(bytes / bytesPerBlock / 100) * bytesPerBlock;
          for (let at = 0; at < bytes; at += step) {
            const from = header.length + offset + at;
            const block = whole.slice(from, from + bytesPerBlock);
            expect(dequantize[type](block).every((each) => Math.abs(each) < 4)).toBe(true);
          }
        }
      }),
      { numRuns: 5 },
    );
  });
});
