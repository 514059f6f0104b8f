import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseType,
  hasMoreBits,
  type TensorRole,
} from '../../../../../src/workloads/llama-bench/model/quantization.ts';

const layersWithMoreBits = (layers: number): number[] =>
  Array.from({ length: layers }, (_, layer) => layer).filter((layer) => hasMoreBits(layer, layers));

const choose = (role: TensorRole, change: { row?: number; layer?: number; tied?: boolean } = {}) =>
  chooseType({
    role,
    row: change.row ?? 1024,
    layer: change.layer ?? 1,
    layers: 9,
    tiedOutput: change.tied ?? false,
  });

describe('the Q4_K_M mixture', () => {
  it.each([
    [2, [1]],
    [9, [0, 3, 6, 7, 8]],
    [24, [0, 1, 2, 5, 8, 11, 14, 17, 20, 21, 22, 23]],
    [36, [0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 31, 32, 33, 34, 35]],
  ])('gives more bits, of %i layers, to %j', (layers, expected) => {
    expect(layersWithMoreBits(layers)).toEqual(expected);
  });

  it('gives more bits to the last layer of any model, and to half of the layers or so', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 200 }), (layers) => {
        const more = layersWithMoreBits(layers);
        expect(more.at(-1)).toBe(layers - 1);
        expect(more.length / layers).toBeGreaterThan(0.4);
        expect(more.length / layers).toBeLessThan(0.6);
      }),
    );
  });

  it('keeps norms, biases and routers in full', () => {
    expect([choose('norm'), choose('bias'), choose('router')]).toEqual(['F32', 'F32', 'F32']);
  });

  it.each(['attention-value', 'feed-forward-down'] as const)(
    'gives %s six bits in some layers, four in the others',
    (role) => {
      expect(choose(role, { layer: 3 })).toBe('Q6_K');
      expect(choose(role, { layer: 2 })).toBe('Q4_K');
    },
  );

  it('gives every other matrix four bits', () => {
    expect(choose('matrix', { layer: 3 })).toBe('Q4_K');
  });

  it('gives the output layer six bits, and the embedding when it is the output layer', () => {
    expect(choose('output')).toBe('Q6_K');
    expect(choose('embedding')).toBe('Q4_K');
    expect(choose('embedding', { tied: true })).toBe('Q6_K');
  });

  it('falls back to types of small blocks where a row is no multiple of 256', () => {
    const row = 896;
    expect(choose('matrix', { row })).toBe('Q5_0');
    expect(choose('attention-value', { row, layer: 2 })).toBe('Q5_0');
    expect(choose('attention-value', { row, layer: 3 })).toBe('Q8_0');
    expect(choose('embedding', { row, tied: true })).toBe('Q8_0');
    expect(choose('norm', { row })).toBe('F32');
  });
});
