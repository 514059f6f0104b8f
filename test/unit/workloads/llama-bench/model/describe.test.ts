import { describe, expect, it } from 'vitest';
import { describeModel } from '../../../../../src/workloads/llama-bench/model/describe.ts';
import { findShape, modelShapes } from '../../../../../src/workloads/llama-bench/model/shape.ts';

const describeShape = (name: string) => {
  const shape = findShape(name);
  if (!shape.ok) throw new Error(`no shape '${name}'`);
  return describeModel(shape.value);
};

const typeCounts = (name: string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { type } of describeShape(name).tensors) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

describe('the description of a model', () => {
  it.each([
    ['tiny', 3_005_952, 4_589_824],
    ['demo', 107_414_400, 174_883_328],
    ['moe-small', 105_481_088, 175_668_224],
    // The published files of these two, Q4_K_M, are larger by their vocabularies, about 6 MB.
    ['qwen2.5-0.5b', 391_877_024, 494_032_768],
    ['qwen2.5-3b', 1_923_972_064, 3_085_938_688],
  ])('%s has %i bytes and %i parameters', (name, bytes, parameters) => {
    expect(describeShape(name)).toMatchObject({ bytes, parameters });
  });

  it.each([
    ['tiny', { F32: 11, Q4_K: 13, Q6_K: 3 }],
    ['demo', { F32: 46, Q4_K: 54, Q6_K: 11 }],
    ['moe-small', { F32: 10, Q4_K: 20, Q6_K: 3 }],
    ['qwen2.5-0.5b', { F32: 121, Q5_0: 132, Q8_0: 13, Q4_K: 12, Q6_K: 12 }],
    ['qwen2.5-3b', { F32: 181, Q4_K: 216, Q6_K: 37 }],
  ])('%s mixes its types as llama-quantize does: %j', (name, counts) => {
    expect(typeCounts(name)).toEqual(counts);
  });

  it('demo has a size of 95 to 105 MiB, and about 10 MB in each layer', () => {
    const { bytes, tensors } = describeShape('demo');
    expect(bytes / 2 ** 20).toBeGreaterThan(95);
    expect(bytes / 2 ** 20).toBeLessThan(105);
    for (let layer = 0; layer < 9; layer += 1) {
      const own = tensors.filter(({ name }) => name.startsWith(`blk.${layer}.`));
      const layerBytes = own.reduce((sum, tensor) => sum + tensor.bytes, 0);
      expect(layerBytes / 1e6).toBeGreaterThan(9);
      expect(layerBytes / 1e6).toBeLessThan(12);
    }
  });

  it.each(modelShapes)('of $name places tensors one after another, each aligned', (shape) => {
    const { tensors, header, bytes } = describeModel(shape);
    let end = 0;
    for (const tensor of tensors) {
      expect(tensor.offset % 32).toBe(0);
      expect(tensor.offset - end).toBeGreaterThanOrEqual(0);
      expect(tensor.offset - end).toBeLessThan(32);
      end = tensor.offset + tensor.bytes;
    }
    expect(header.length % 32).toBe(0);
    expect(bytes - header.length - end).toBeLessThan(32);
  });

  it('lists tensors in the order in which llama-quantize writes them', () => {
    expect(describeShape('tiny').tensors.map((tensor) => tensor.name)).toEqual([
      'output.weight',
      'output_norm.weight',
      'token_embd.weight',
      ...[0, 1].flatMap((layer) =>
        [
          'attn_k.bias',
          'attn_k.weight',
          'attn_norm.weight',
          'attn_output.weight',
          'attn_q.bias',
          'attn_q.weight',
          'attn_v.bias',
          'attn_v.weight',
          'ffn_down.weight',
          'ffn_gate.weight',
          'ffn_norm.weight',
          'ffn_up.weight',
        ].map((name) => `blk.${layer}.${name}`),
      ),
    ]);
  });

  it('gives tensors the dimensions that the architecture asks for', () => {
    const dimensions = Object.fromEntries(
      describeShape('qwen2.5-3b').tensors.map((tensor) => [tensor.name, tensor.dimensions]),
    );
    expect(dimensions).toMatchObject({
      'token_embd.weight': [2048, 151_936],
      'output_norm.weight': [2048],
      'blk.35.attn_norm.weight': [2048],
      'blk.35.attn_q.weight': [2048, 2048],
      'blk.35.attn_q.bias': [2048],
      'blk.35.attn_k.weight': [2048, 256],
      'blk.35.attn_k.bias': [256],
      'blk.35.attn_v.weight': [2048, 256],
      'blk.35.attn_v.bias': [256],
      'blk.35.attn_output.weight': [2048, 2048],
      'blk.35.ffn_gate.weight': [2048, 11_008],
      'blk.35.ffn_up.weight': [2048, 11_008],
      'blk.35.ffn_down.weight': [11_008, 2048],
    });
  });

  it('lays the experts of a mixture one after another, with a router beside them', () => {
    const inFirst = describeShape('moe-small').tensors.filter(({ name }) =>
      name.startsWith('blk.0.'),
    );
    expect(inFirst.map(({ name, dimensions, type }) => [name, dimensions, type])).toEqual([
      ['blk.0.attn_k.weight', [1024, 256], 'Q4_K'],
      ['blk.0.attn_norm.weight', [1024], 'F32'],
      ['blk.0.attn_output.weight', [1024, 1024], 'Q4_K'],
      ['blk.0.attn_q.weight', [1024, 1024], 'Q4_K'],
      ['blk.0.attn_v.weight', [1024, 256], 'Q4_K'],
      ['blk.0.ffn_down_exps.weight', [2048, 1024, 8], 'Q4_K'],
      ['blk.0.ffn_gate_exps.weight', [1024, 2048, 8], 'Q4_K'],
      ['blk.0.ffn_gate_inp.weight', [1024, 8], 'F32'],
      ['blk.0.ffn_norm.weight', [1024], 'F32'],
      ['blk.0.ffn_up_exps.weight', [1024, 2048, 8], 'Q4_K'],
    ]);
  });

  it('tells llama.cpp how many experts there are, and how many a token uses', () => {
    const { metadata } = describeShape('moe-small');
    const entries = Object.fromEntries(metadata.map(({ key, value }) => [key, value]));
    expect(entries).toMatchObject({
      'general.architecture': 'llama',
      'llama.block_count': 3,
      'llama.feed_forward_length': 2048,
      'llama.expert_count': 8,
      'llama.expert_used_count': 2,
    });
    expect(Object.keys(entries).filter((key) => key.startsWith('qwen2'))).toEqual([]);
  });

  it('gives a mixture the size of the dense model that it is compared with', () => {
    const [mixture, dense] = [describeShape('moe-small'), describeShape('demo')];
    expect(mixture.bytes / dense.bytes).toBeGreaterThan(0.97);
    expect(mixture.bytes / dense.bytes).toBeLessThan(1.03);
  });

  it('leaves the output layer out where it is the embedding', () => {
    const names = describeShape('qwen2.5-3b').tensors.map((tensor) => tensor.name);
    expect(names).not.toContain('output.weight');
  });
});
