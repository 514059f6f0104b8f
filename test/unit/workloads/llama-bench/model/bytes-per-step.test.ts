import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesPerStep } from '../../../../../src/workloads/llama-bench/model/bytes-per-step.ts';
import { describeModel } from '../../../../../src/workloads/llama-bench/model/describe.ts';
import { findShape, modelShapes } from '../../../../../src/workloads/llama-bench/model/shape.ts';

const describeShape = (name: string) => {
  const shape = findShape(name);
  if (!shape.ok) throw new Error(`no shape '${name}'`);
  return describeModel(shape.value);
};

const bytesOf = (name: string, isOne: (tensor: string) => boolean): number =>
  describeShape(name)
    .tensors.filter((tensor) => isOne(tensor.name))
    .reduce((sum, { bytes }) => sum + bytes, 0);

describe('the weights that a step reads', () => {
  it('are, of a mixture, those of its used experts and all that every token uses', () => {
    const experts = bytesOf('moe-small', (name) => name.includes('exps'));
    const looked = bytesOf('moe-small', (name) => name === 'token_embd.weight');
    const others = bytesOf('moe-small', () => true) - experts - looked;
    expect(bytesPerStep(describeShape('moe-small'))).toBeCloseTo(
      (2 / 8) * experts + others + looked / 8192,
      3,
    );
    expect(bytesPerStep(describeShape('moe-small')) / describeShape('moe-small').bytes).toBeCloseTo(
      0.32,
      2,
    );
  });

  it('are, of a dense model, all but the embedding, of which a token needs a row', () => {
    const looked = bytesOf('demo', (name) => name === 'token_embd.weight');
    const { tensorBytes } = describeShape('demo');
    expect(bytesPerStep(describeShape('demo'))).toBeCloseTo(tensorBytes - looked * (1 - 1 / 8192));
  });

  it('are all of a dense model whose embedding is its output layer', () => {
    const described = describeShape('qwen2.5-3b');
    expect(bytesPerStep(described)).toBe(described.tensorBytes);
  });

  it.each(modelShapes)('of $name grow with the batch, and never beyond the model', (shape) => {
    const described = describeModel(shape);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4096 }),
        fc.integer({ min: 1, max: 64 }),
        (one, more) => {
          const [few, many] = [bytesPerStep(described, one), bytesPerStep(described, one + more)];
          expect(few).toBeLessThanOrEqual(many);
          expect(many).toBeLessThanOrEqual(described.tensorBytes);
        },
      ),
    );
  });

  it('are nearly all of a mixture for a prompt: 64 tokens leave hardly an expert out', () => {
    const described = describeShape('moe-small');
    const experts = bytesOf('moe-small', (name) => name.includes('exps'));
    const least = bytesPerStep(described, 64) - bytesPerStep(described);
    expect(least).toBeGreaterThan(0.7499 * experts);
  });
});
