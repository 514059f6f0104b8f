import { describeModel } from './describe.ts';
import { padded } from './gguf-header.ts';
import { layoutOf } from './quantization.ts';
import { createWordStream } from './random-words.ts';
import type { ModelShape } from './shape.ts';
import { shapeContent } from './tensor-content.ts';
import type { TensorDescription } from './tensors.ts';

const bytesPerWord = 4;

/** Large enough that calls cost nothing, small enough that a reader may hold several. */
const defaultChunkBytes = 2 * 2 ** 20;

function* tensorChunks(
  tensor: TensorDescription,
  seed: number,
  chunkBytes: number,
): Generator<Uint8Array> {
  const fillWords = createWordStream(seed, tensor.name);
  // Four blocks of any type are whole words: the stream of words then meets every block at the same place, however
  // the tensor is cut.
  const fourBlocks = layoutOf(tensor.type).bytesPerBlock * bytesPerWord;
  const step = Math.max(1, Math.floor(chunkBytes / fourBlocks)) * fourBlocks;
  for (let at = 0; at < tensor.bytes; at += step) {
    const bytes = Math.min(step, tensor.bytes - at);
    // A new array for each chunk: whoever writes it may still hold the one before.
    const words = new Uint32Array(Math.ceil(bytes / bytesPerWord));
    fillWords(words);
    shapeContent(words, bytes, tensor);
    yield new Uint8Array(words.buffer, 0, bytes);
  }
  const padding = padded(tensor.bytes) - tensor.bytes;
  if (padding > 0) yield new Uint8Array(padding);
}

/**
 * The bytes of a model file, in order, as chunks of at most `chunkBytes` (but not less than the header, or four blocks
 * of a tensor). The same shape and seed give the same bytes, whatever the chunk size; another seed gives other weights.
 * `seed` is a non-negative safe integer. Words are stored as the machine stores them, which is GGUF's order
 * (little-endian) on the x86-64 and arm64 machines that this runs on.
 */
export function* modelChunks(
  shape: ModelShape,
  seed: number,
  chunkBytes = defaultChunkBytes,
): Generator<Uint8Array> {
  const { header, tensors } = describeModel(shape);
  yield header;
  for (const tensor of tensors) yield* tensorChunks(tensor, seed, chunkBytes);
}
