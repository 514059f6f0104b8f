import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walkHeader } from '../../../src/system/gguf-header-walk.ts';
import {
  header,
  join,
  key,
  model,
  modelKeys,
  numberKey,
  string,
  tensor,
  textKey,
  uint32,
  uint64,
  valueType,
} from '../../support/gguf-bytes.ts';

const arrayOf = (type: number, count: number | bigint, ...elements: Uint8Array[]): Uint8Array =>
  join(uint32(type), uint64(count), ...elements);

const sound = header({
  keys: [
    ...modelKeys,
    key('bytes', valueType.array, arrayOf(valueType.uint8, 3, Uint8Array.of(1, 2, 3))),
    key('texts', valueType.array, arrayOf(valueType.string, 2, string('a'), string('bc'))),
    key(
      'nested',
      valueType.array,
      arrayOf(valueType.array, 1, arrayOf(valueType.uint64, 1, uint64(5))),
    ),
  ],
  tensors: [tensor('one', [4], 0, 0), tensor('two', [256, 2, 1, 1], 12, 32)],
});

const walkKeys = (...keys: Uint8Array[]) => walkHeader(header({ keys }));

describe('the walk over a GGUF header', () => {
  it('finds the end of a sound header, with whatever follows it', () => {
    const whole = { kind: 'whole', bytes: sound.length, tensors: 2 };
    expect(walkHeader(sound)).toEqual(whole);
    expect(walkHeader(join(sound, new Uint8Array(100)))).toEqual(whole);
  });

  it('notices every place at which a header can be cut off', () => {
    for (let bytes = 0; bytes < sound.length; bytes += 1)
      expect(walkHeader(sound.subarray(0, bytes)).kind).toBe('ended');
  });

  it.each([
    ['its first 24 bytes', 10],
    ['metadata key 2 of 6', 80],
    ['tensor 1 of 2', sound.length - 80],
    ['tensor 2 of 2', sound.length - 1],
  ])('says that the header ended inside %s', (inside, bytes) => {
    expect(walkHeader(sound.subarray(0, bytes))).toEqual({ kind: 'ended', inside });
  });

  it.each([
    [
      'tensors',
      header({ tensorCount: 2n ** 63n }),
      'its first 24 bytes: tensors: expected at most 100000, got 9223372036854776000',
    ],
    [
      'metadata keys',
      header({ keyCount: 10_001 }),
      'its first 24 bytes: metadata keys: expected at most 10000, got 10001',
    ],
    [
      'bytes in the name of a key',
      header({ keyCount: 1, keys: [uint64(2n ** 64n - 1n)] }),
      'metadata key 1 of 1: bytes of its name: expected at most 65535, got 18446744073709552000',
    ],
    [
      'bytes in a text',
      header({ keys: [key('a', valueType.string, uint64(2 ** 30))] }),
      'metadata key 1 of 1: bytes of a text: expected at most 8388608, got 1073741824',
    ],
    [
      'elements in an array',
      header({ keys: [key('a', valueType.array, arrayOf(valueType.uint8, 2 ** 40))] }),
      'metadata key 1 of 1: elements of arrays: expected at most 2000000, got 1099511627776',
    ],
    [
      'bytes in the name of a tensor',
      header({ tensorCount: 1, tensors: [uint64(4096)] }),
      'tensor 1 of 1: bytes of its name: expected at most 1024, got 4096',
    ],
    [
      'dimensions',
      header({ tensors: [tensor('a', [1, 1, 1, 1, 1], 0, 0)] }),
      'tensor 1 of 1: dimensions: expected at most 4, got 5',
    ],
  ])('refuses too many %s', (_, head, problem) => {
    expect(walkHeader(head)).toEqual({ kind: 'broken', problem });
  });

  it('refuses a value of no known type', () => {
    expect(walkKeys(key('a', 13, uint32(1)))).toEqual({
      kind: 'broken',
      problem: 'metadata key 1 of 1: type of a value: expected 0 to 12, got 13',
    });
  });

  it('refuses arrays that are nested without end', () => {
    const deep = (levels: number): Uint8Array =>
      levels === 0 ? arrayOf(valueType.uint8, 0) : arrayOf(valueType.array, 1, deep(levels - 1));
    expect(walkKeys(key('a', valueType.array, deep(2))).kind).toBe('whole');
    expect(walkKeys(key('a', valueType.array, deep(3)))).toEqual({
      kind: 'broken',
      problem: 'metadata key 1 of 1: arrays within arrays within arrays',
    });
  });

  it('counts the elements of all arrays together', () => {
    const empty = Array.from({ length: 3 }, () =>
      key('a', valueType.array, arrayOf(valueType.uint8, 1_000_000, new Uint8Array(1_000_000))),
    );
    expect(walkKeys(...empty)).toEqual({
      kind: 'broken',
      problem: 'metadata key 3 of 3: elements of arrays: expected at most 0, got 1000000',
    });
  });

  it('comes to an end on any bytes, and never beyond them', () => {
    const anyHead = fc
      .uint8Array({ maxLength: 400 })
      .map((bytes) => join(header({ tensorCount: 3, keyCount: 3 }), bytes));
    fc.assert(
      fc.property(anyHead, (head) => {
        const walk = walkHeader(head);
        if (walk.kind === 'whole') expect(walk.bytes).toBeLessThanOrEqual(head.length);
      }),
      { numRuns: 500 },
    );
  });

  it('comes to an end after any one damaged byte', () => {
    const file = model({ keys: [textKey('a', 'b'), numberKey('c', 1)] }, 64);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (at, value) => {
        const damaged = file.slice();
        damaged[at] = value;
        expect(['whole', 'ended', 'broken']).toContain(walkHeader(damaged).kind);
      }),
      { numRuns: 500 },
    );
  });
});
