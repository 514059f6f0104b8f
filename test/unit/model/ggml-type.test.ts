import { describe, expect, it } from 'vitest';
import { findGgmlType, ggmlTypes, tensorBytesOf } from '../../../src/model/ggml-type.ts';

describe('ggml types', () => {
  it('have a number and a name of their own', () => {
    expect(new Set(ggmlTypes.map((type) => type.id)).size).toBe(ggmlTypes.length);
    expect(new Set(ggmlTypes.map((type) => type.name)).size).toBe(ggmlTypes.length);
  });

  it('are found by the number that a file carries', () => {
    expect(findGgmlType(12)).toEqual({
      id: 12,
      name: 'Q4_K',
      elementsPerBlock: 256,
      bytesPerBlock: 144,
    });
  });

  it('do not include the numbers that ggml has removed', () => {
    expect([4, 5, 31, 32, 33, 36, 37, 38].map(findGgmlType)).toEqual(Array(8).fill(undefined));
  });

  it.each([
    [0, 0, 0],
    [0, 1024, 4096],
    [12, 256, 144],
    [12, 257, 288],
    [14, 512, 420],
    [8, 64, 68],
  ])('of number %i take, for %i elements, %i bytes', (id, elements, bytes) => {
    const type = findGgmlType(id);
    expect(type && tensorBytesOf(type, elements)).toBe(bytes);
  });
});
