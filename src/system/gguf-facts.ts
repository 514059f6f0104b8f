import { basename } from 'node:path';
import { findGgmlType, tensorBytesOf } from '../model/ggml-type.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import {
  headerBroken,
  noLanguageModel,
  noWeights,
  partOfSplit,
  tensorsCutOff,
  type ModelProblem,
} from './gguf-problem.ts';

/** A tensor as the header lists it. */
export interface ParsedTensor {
  readonly name: string;
  readonly shape: readonly bigint[];
  /** Number of its ggml type. */
  readonly dtype: number;
  /** From the start of the tensor data. */
  readonly offset: bigint;
}

/** What is used of a parsed header. */
export interface ParsedGguf {
  readonly metadata: object;
  readonly tensorInfos: readonly ParsedTensor[];
  readonly tensorDataOffset: bigint;
}

/** The parser computes the start of the tensors with this number, in 32 bits, without looking at it. */
const alignments: ReadonlySet<number> = new Set(Array.from({ length: 17 }, (_, bit) => 2 ** bit));

/** Turns a parsed header into facts, or says why the file is no model that can be run. */
export const summarizeGguf = (
  path: string,
  fileBytes: number,
  parsed: ParsedGguf,
): Result<ModelFacts, ModelProblem> => {
  const metadata = new Map<string, unknown>(Object.entries(parsed.metadata));
  const parts = wholeNumber(metadata.get('split.count')) ?? 0;
  if (parts > 1) {
    const before = wholeNumber(metadata.get('split.no'));
    return failed(partOfSplit(before === undefined ? undefined : before + 1, parts));
  }
  if (parsed.tensorInfos.length === 0) return failed(noWeights);
  const architecture = text(metadata.get('general.architecture'));
  if (architecture === undefined) return failed(noLanguageModel('general.architecture'));
  const layers = wholeNumber(metadata.get(`${architecture}.block_count`));
  if (layers === undefined || layers === 0)
    return failed(noLanguageModel(`${architecture}.block_count`));
  const alignment = wholeNumber(metadata.get('general.alignment') ?? 32) ?? 0;
  if (!alignments.has(alignment))
    return failed(
      headerBroken(`general.alignment: expected a power of two up to 65536, got ${alignment}`),
    );
  const weights = measureTensors(fileBytes, parsed);
  if (!weights.ok) return weights;
  return success({
    path,
    bytes: fileBytes,
    architecture,
    name: text(metadata.get('general.name')) ?? basename(path, '.gguf'),
    layers,
    ...weights.value,
  });
};

/** A number of the file, which may have been stored in 64 bits. */
const wholeNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
    ? number
    : undefined;
};

/** A short text of the file without what could steer a terminal; undefined when nothing is left. */
const text = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const plain = value
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 200);
  return plain === '' ? undefined : plain;
};

type Weights = Pick<ModelFacts, 'parameters' | 'tensorBytes' | 'tensorTypes'>;

const measureTensors = (
  fileBytes: number,
  { tensorInfos, tensorDataOffset }: ParsedGguf,
): Result<Weights, ModelProblem> => {
  const dataBytes = fileBytes - Number(tensorDataOffset);
  const spaceAt = spaces(tensorInfos, dataBytes);
  const counts = new Map<string, number>();
  let parameters = 0;
  let tensorBytes = 0;
  let end = 0;
  for (const tensor of tensorInfos) {
    const type = findGgmlType(tensor.dtype);
    const elements = tensor.shape.reduce((product, each) => product * Number(each), 1);
    const offset = Number(tensor.offset);
    const bytes = type === undefined ? spaceAt(offset) : tensorBytesOf(type, elements);
    if (!Number.isSafeInteger(elements) || !Number.isSafeInteger(offset + bytes))
      return failed(headerBroken(`tensor '${text(tensor.name) ?? ''}' is larger than any file`));
    const name = type?.name ?? `type ${tensor.dtype}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    parameters += elements;
    tensorBytes += bytes;
    end = Math.max(end, offset + bytes);
  }
  if (end > dataBytes) return failed(tensorsCutOff(Number(tensorDataOffset) + end, fileBytes));
  const tensorTypes = Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  return success({ parameters, tensorBytes, tensorTypes });
};

/** For types newer than this program: a tensor takes what lies between it and the next one, padding included. */
const spaces = (
  tensors: readonly ParsedTensor[],
  dataBytes: number,
): ((offset: number) => number) => {
  const starts = [...new Set(tensors.map((tensor) => Number(tensor.offset)))].sort((a, b) => a - b);
  const next = new Map(starts.map((start, index) => [start, starts[index + 1] ?? dataBytes]));
  return (offset) => Math.max(0, (next.get(offset) ?? dataBytes) - offset);
};
