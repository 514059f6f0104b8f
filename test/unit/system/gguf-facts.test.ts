import { describe, expect, it } from 'vitest';
import {
  summarizeGguf,
  type ParsedGguf,
  type ParsedTensor,
} from '../../../src/system/gguf-facts.ts';

const metadata = {
  'general.architecture': 'qwen2',
  'general.name': 'a model',
  'qwen2.block_count': 2,
};

const tensorOf = (
  dtype: number,
  shape: readonly number[],
  offset: number,
  name = 'a',
): ParsedTensor => ({ name, dtype, shape: shape.map(BigInt), offset: BigInt(offset) });

/** 256 bytes of header, then tensors of 144 and 64 bytes at 0 and 160. */
const parsed: ParsedGguf = {
  metadata,
  tensorInfos: [tensorOf(12, [256], 0), tensorOf(0, [4, 4], 160)],
  tensorDataOffset: 256n,
};

const summarize = (change: Partial<ParsedGguf> = {}, fileBytes = 480) =>
  summarizeGguf('/models/file.gguf', fileBytes, { ...parsed, ...change });

const problemOf = (...args: Parameters<typeof summarize>): string => {
  const summary = summarize(...args);
  return summary.ok ? 'none' : summary.failure.problem;
};

describe('the facts of a GGUF file', () => {
  it('are its identity, and sizes computed from its tensors', () => {
    expect(summarize()).toEqual({
      ok: true,
      value: {
        path: '/models/file.gguf',
        bytes: 480,
        architecture: 'qwen2',
        name: 'a model',
        layers: 2,
        parameters: 272,
        tensorBytes: 208,
        tensorTypes: { F32: 1, Q4_K: 1 },
      },
    });
  });

  it('take the file for the name of a model that has none', () => {
    const nameless = { ...metadata, 'general.name': undefined };
    expect(summarize({ metadata: nameless })).toMatchObject({ value: { name: 'file' } });
  });

  it('hold nothing that could steer a terminal', () => {
    const name = 'evil\u001b[2J\r\nname\u202e';
    expect(summarize({ metadata: { ...metadata, 'general.name': name } })).toMatchObject({
      value: { name: 'evil [2J name' },
    });
  });

  it('read numbers of 64 bits like those of 32', () => {
    expect(summarize({ metadata: { ...metadata, 'qwen2.block_count': 7n } })).toMatchObject({
      value: { layers: 7 },
    });
  });

  it('count a tensor of a type newer than the program by the space it takes', () => {
    const tensorInfos = [tensorOf(99, [256], 0), tensorOf(0, [4], 160), tensorOf(99, [8], 192)];
    expect(summarize({ tensorInfos })).toMatchObject({
      value: { tensorBytes: 160 + 16 + 32, tensorTypes: { F32: 1, 'type 99': 2 } },
    });
  });

  it('are not those of a file that ends within its tensors', () => {
    expect(problemOf({}, 480)).toBe('none');
    expect(summarize({}, 475)).toEqual({
      ok: false,
      failure: {
        problem:
          'the file is cut off: its tensors end at byte 480, the file has 475 bytes, so 5 are missing',
        hint: 'copy or download it again, and compare its size or checksum with the source',
      },
    });
  });

  it('are not those of one part of a split model', () => {
    const split = { ...metadata, 'split.count': 3, 'split.no': 1 };
    expect(summarize({ metadata: split })).toEqual({
      ok: false,
      failure: {
        problem: 'expected a whole model, got part 2 of one that is split into 3 files',
        hint: "join them first: llama-gguf-split --merge FIRST-PART.gguf WHOLE.gguf (the first part's name ends in -00001-of-00003.gguf)",
      },
    });
    expect(problemOf({ metadata: { ...metadata, 'split.count': 3 } })).toBe(
      'expected a whole model, got one part of one that is split into 3 files',
    );
    expect(problemOf({ metadata: { ...metadata, 'split.count': 1, 'split.no': 0 } })).toBe('none');
  });

  it('are not those of a file without weights', () => {
    expect(summarize({ tensorInfos: [] })).toEqual({
      ok: false,
      failure: {
        problem: 'it holds no weights, only metadata (a vocabulary, perhaps)',
        hint: 'name the file that holds the weights',
      },
    });
  });

  it.each([
    ['general.architecture', { 'general.architecture': 5 }],
    ['general.architecture', { 'general.architecture': '' }],
    ['qwen2.block_count', { 'qwen2.block_count': undefined }],
    ['qwen2.block_count', { 'qwen2.block_count': -1 }],
    ['qwen2.block_count', { 'qwen2.block_count': 0 }],
    ['qwen2.block_count', { 'qwen2.block_count': 2.5 }],
    ['clip.block_count', { 'general.architecture': 'clip' }],
  ])("are not those of a language model without a usable '%s': %j", (key, change) => {
    expect(summarize({ metadata: { ...metadata, ...change } })).toEqual({
      ok: false,
      failure: {
        problem: `its metadata has no usable '${key}', which every language model has`,
        hint: "name a language model's GGUF file, not an adapter, a projector or a control vector",
      },
    });
  });

  it.each([0, 48, 2 ** 31])('are not those of a file with an alignment of %d', (alignment) => {
    const problem = problemOf({ metadata: { ...metadata, 'general.alignment': alignment } });
    expect(problem).toBe(
      `its header is damaged (general.alignment: expected a power of two up to 65536, got ${alignment})`,
    );
  });

  it('are not those of a file whose tensors are larger than any file', () => {
    const huge = tensorOf(0, [2 ** 32, 2 ** 32], 0, 'big');
    expect(problemOf({ tensorInfos: [huge] })).toBe(
      "its header is damaged (tensor 'big' is larger than any file)",
    );
    expect(problemOf({ tensorInfos: [tensorOf(0, [4], Number.MAX_SAFE_INTEGER, 'far')] })).toBe(
      "its header is damaged (tensor 'far' is larger than any file)",
    );
  });
});
