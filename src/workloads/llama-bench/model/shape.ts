import type { Failure } from '../../../model/failure.ts';
import { nearestName } from '../../../model/nearest-name.ts';
import { failed, success, type Result } from '../../../model/result.ts';

/** Feed-forward networks of which a router gives each token to a few. */
export interface Experts {
  /** In each layer. */
  readonly count: number;
  /** That each token is given to. */
  readonly used: number;
}

/**
 * The sizes that decide which tensors a model has, and how large they are: one of the qwen2 family, or
 * with experts one of the llama family, as Mixtral's are.
 */
export interface ModelShape {
  readonly name: string;
  readonly layers: number;
  /** Elements of the residual stream (hidden size). */
  readonly embedding: number;
  /** Elements of the feed-forward network's inner layer; of one expert's where there are experts. */
  readonly feedForward: number;
  readonly heads: number;
  /** Heads of keys and values; fewer than `heads` where queries share them. */
  readonly keyValueHeads: number;
  readonly vocabulary: number;
  /** The output layer is the token embedding, so the file holds one of the two. */
  readonly tiedOutput: boolean;
  /** Absent in a dense model. */
  readonly experts?: Experts;
}

/**
 * The shapes that can be made. `tiny`, `small`, `demo` and `moe-small` are the project's own, with rows that are multiples
 * of 256 so that no type falls back; the others are those of the published models (`config.json` of each on its model page).
 * `moe-small` is as large as `demo`, but a token uses two of eight experts. A matrix of an expert has 1.1 MiB, several
 * times the units in which a tier should then be fetched: what a unit holds of a neighbouring expert is fetched for nothing.
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
    name: 'moe-small',
    layers: 3,
    embedding: 1024,
    feedForward: 2048,
    heads: 16,
    keyValueHeads: 4,
    vocabulary: 8192,
    tiedOutput: false,
    experts: { count: 8, used: 2 },
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
