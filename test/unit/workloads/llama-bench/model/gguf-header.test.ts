import { describe, expect, it } from 'vitest';
import {
  padded,
  renderHeader,
} from '../../../../../src/workloads/llama-bench/model/gguf-header.ts';
import { header, join, key, numberKey, tensor, textKey } from '../../../../support/gguf-bytes.ts';

describe('the header of a GGUF file', () => {
  it('holds what it is given, byte for byte', () => {
    const rendered = renderHeader(
      [
        { key: 'general.name', type: 'string', value: 'größe' },
        { key: 'a.count', type: 'uint32', value: 4_000_000_000 },
        { key: 'a.half', type: 'float32', value: 0.5 },
      ],
      [
        { name: 'one', dimensions: [256, 3], type: 'Q4_K', offset: 0 },
        { name: 'two', dimensions: [7], type: 'F32', offset: 2 ** 33 },
      ],
    );
    const expected = header({
      keys: [
        textKey('general.name', 'größe'),
        numberKey('a.count', 4_000_000_000),
        key('a.half', 6, Uint8Array.of(0, 0, 0, 0x3f)),
      ],
      tensors: [tensor('one', [256, 3], 12, 0), tensor('two', [7], 0, 2 ** 33)],
    });
    const padding = new Uint8Array(padded(expected.length) - expected.length);
    expect(rendered).toEqual(join(expected, padding));
  });

  it.each([
    [0, 0],
    [1, 32],
    [32, 32],
    [33, 64],
  ])('is padded like a tensor: %i bytes take %i', (bytes, expected) => {
    expect(padded(bytes)).toBe(expected);
  });
});
