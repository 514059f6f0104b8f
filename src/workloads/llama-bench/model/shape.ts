import type { Failure } from '../../../model/failure.ts';
import { nearestName } from '../../../model/nearest-name.ts';
import { failed, success, type Result } from '../../../model/result.ts';

/** The sizes that decide which tensors a model of the qwen2 family has, and how large they are. */
export interface ModelShape {
  readonly name: string;
  readonly layers: number;
  /** Elements of the residual stream (hidden size). */
  readonly embedding: number;
  /** Elements of the feed-forward network's inner layer. */
  readonly feedForward: number;
  readonly heads: number;
  /** Heads of keys and values; fewer than `heads` where queries share them. */
  readonly keyValueHeads: number;
  readonly vocabulary: number;
  /** The output layer is the token embedding, so the file holds one of the two. */
  readonly tiedOutput: boolean;
}

/**
 * The shapes that can be made. `tiny`, `small` and `demo` are the project's own, with rows that are multiples of 256 so that
 * no type falls back; the others are those of the published models (`config.json` of each on its model page).
 */
export const modelShapes: readonly ModelShape[] = [
  {
    name: 'tiny',
    layers: 2,
    embedding: 256,
    feedForward: 1024,
    heads: 4,
    keyValueHeads: 2,
    vocabulary: 5120,
    tiedOutput: false,
  },
  {
    name: 'small',
    layers: 6,
    embedding: 512,
    feedForward: 4096,
    heads: 8,
    keyValueHeads: 2,
    vocabulary: 8192,
    tiedOutput: false,
  },
  {
    name: 'demo',
    layers: 9,
    embedding: 1024,
    feedForward: 4864,
    heads: 16,
    keyValueHeads: 4,
    vocabulary: 8192,
    tiedOutput: false,
  },
  {
    name: 'qwen2.5-0.5b',
    layers: 24,
    embedding: 896,
    feedForward: 4864,
    heads: 14,
    keyValueHeads: 2,
    vocabulary: 151_936,
    tiedOutput: true,
  },
  {
    name: 'qwen2.5-3b',
    layers: 36,
    embedding: 2048,
    feedForward: 11_008,
    heads: 16,
    keyValueHeads: 2,
    vocabulary: 151_936,
    tiedOutput: true,
  },
];

/** Finds a shape by its name; a failure names the known ones, and the one that was probably meant. */
export const findShape = (name: string): Result<ModelShape, Failure> => {
  const found = modelShapes.find((shape) => shape.name === name);
  if (found !== undefined) return success(found);
  const known = modelShapes.map((shape) => shape.name);
  const nearest = nearestName(name, known);
  return failed({
    reason: 'unknown-name',
    kind: 'shape',
    got: name,
    known,
    ...(nearest === undefined ? {} : { nearest }),
  });
};
