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

/** The family that llama.cpp takes a shape for. */
export const architectureOf = ({ experts }: ModelShape): string =>
  experts === undefined ? 'qwen2' : 'llama';

const uint32 = (key: string, value: number): MetadataEntry => ({ key, type: 'uint32', value });

/** Keys of the architecture. Source: llama.cpp's `src/llama-arch.cpp`, `src/models/qwen2.cpp`, `src/models/llama.cpp`. */
const describeArchitecture = (shape: ModelShape): readonly MetadataEntry[] => {
  const { experts } = shape;
  const name = architectureOf(shape);
  return [
    uint32(`${name}.block_count`, shape.layers),
    uint32(`${name}.context_length`, 32_768),
    uint32(`${name}.embedding_length`, shape.embedding),
    uint32(`${name}.feed_forward_length`, shape.feedForward),
    uint32(`${name}.attention.head_count`, shape.heads),
    uint32(`${name}.attention.head_count_kv`, shape.keyValueHeads),
    { key: `${name}.attention.layer_norm_rms_epsilon`, type: 'float32', value: 1e-6 },
    { key: `${name}.rope.freq_base`, type: 'float32', value: 1e6 },
    uint32(`${name}.vocab_size`, shape.vocabulary),
    ...(experts === undefined
      ? []
      : [
          uint32(`${name}.expert_count`, experts.count),
          uint32(`${name}.expert_used_count`, experts.used),
        ]),
  ];
};

const describeMetadata = (shape: ModelShape): readonly MetadataEntry[] => [
  { key: 'general.architecture', type: 'string', value: architectureOf(shape) },
  { key: 'general.type', type: 'string', value: 'model' },
  { key: 'general.name', type: 'string', value: `${shape.name} (synthetic)` },
  {
    key: 'general.description',
    type: 'string',
    value: 'Random weights in the shape of a model, to measure speed with; made by emulate.',
  },
  // 15 is LLAMA_FTYPE_MOSTLY_Q4_K_M of llama.cpp's include/llama.h.
  uint32('general.file_type', 15),
  uint32('general.quantization_version', 2),
  uint32('general.alignment', tensorAlignment),
  ...describeArchitecture(shape),
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
