import { padded, renderHeader, tensorAlignment, type MetadataEntry } from './gguf-header.ts';
import type { ModelShape } from './shape.ts';
import { placeTensors, type TensorDescription } from './tensors.ts';

/** A model file before it is written. */
export interface ModelDescription {
  readonly shape: ModelShape;
  /** Size of the whole file. */
  readonly bytes: number;
  /** Everything before the first tensor, padding included. */
  readonly header: Uint8Array;
  /** Bytes of all tensors, without the padding between them. */
  readonly tensorBytes: number;
  readonly parameters: number;
  readonly metadata: readonly MetadataEntry[];
  readonly tensors: readonly TensorDescription[];
}

/** Keys that llama.cpp reads for the architecture qwen2. Source: `src/llama-arch.cpp`, `src/models/qwen2.cpp`. */
const describeMetadata = (shape: ModelShape): readonly MetadataEntry[] => [
  { key: 'general.architecture', type: 'string', value: 'qwen2' },
  { key: 'general.type', type: 'string', value: 'model' },
  { key: 'general.name', type: 'string', value: `${shape.name} (synthetic)` },
  {
    key: 'general.description',
    type: 'string',
    value: 'Random weights in the shape of a model, to measure speed with; made by emulate.',
  },
  // 15 is LLAMA_FTYPE_MOSTLY_Q4_K_M of llama.cpp's include/llama.h.
  { key: 'general.file_type', type: 'uint32', value: 15 },
  { key: 'general.quantization_version', type: 'uint32', value: 2 },
  { key: 'general.alignment', type: 'uint32', value: tensorAlignment },
  { key: 'qwen2.block_count', type: 'uint32', value: shape.layers },
  { key: 'qwen2.context_length', type: 'uint32', value: 32_768 },
  { key: 'qwen2.embedding_length', type: 'uint32', value: shape.embedding },
  { key: 'qwen2.feed_forward_length', type: 'uint32', value: shape.feedForward },
  { key: 'qwen2.attention.head_count', type: 'uint32', value: shape.heads },
  { key: 'qwen2.attention.head_count_kv', type: 'uint32', value: shape.keyValueHeads },
  { key: 'qwen2.attention.layer_norm_rms_epsilon', type: 'float32', value: 1e-6 },
  { key: 'qwen2.rope.freq_base', type: 'float32', value: 1e6 },
  { key: 'qwen2.vocab_size', type: 'uint32', value: shape.vocabulary },
  // llama-bench measures random token numbers, so no text ever needs a vocabulary.
  { key: 'tokenizer.ggml.model', type: 'string', value: 'no_vocab' },
];

/** Everything about a shape's file but the content of its tensors: size, metadata, and where each tensor lies. */
export const describeModel = (shape: ModelShape): ModelDescription => {
  const metadata = describeMetadata(shape);
  const tensors = placeTensors(shape);
  const header = renderHeader(metadata, tensors);
  return {
    shape,
    metadata,
    tensors,
    header,
    bytes: tensors.reduce((sum, each) => sum + padded(each.bytes), header.length),
    tensorBytes: tensors.reduce((sum, each) => sum + each.bytes, 0),
    parameters: tensors.reduce((sum, each) => sum + each.elements, 0),
  };
};
