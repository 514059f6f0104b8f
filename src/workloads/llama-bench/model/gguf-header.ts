import { layoutOf, type MixtureType } from './quantization.ts';

/** Tensors begin at multiples of this many bytes (`general.alignment`; 32 is GGUF's default). */
export const tensorAlignment = 32;

/** Rounds a size up to where the next tensor may begin. */
export const padded = (bytes: number): number =>
  Math.ceil(bytes / tensorAlignment) * tensorAlignment;

/** One key of a GGUF file's metadata. */
export type MetadataEntry =
  | { readonly key: string; readonly type: 'string'; readonly value: string }
  | { readonly key: string; readonly type: 'uint32' | 'float32'; readonly value: number };

/** What the header says of one tensor. */
export interface HeaderTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly type: MixtureType;
  readonly offset: number;
}

const valueTypes = { uint32: 4, float32: 6, string: 8 } as const;

interface Field {
  readonly bytes: number;
  readonly put: (view: DataView, at: number) => void;
}

const uint32 = (value: number): Field => ({
  bytes: 4,
  put: (view, at) => {
    view.setUint32(at, value, true);
  },
});

const float32 = (value: number): Field => ({
  bytes: 4,
  put: (view, at) => {
    view.setFloat32(at, value, true);
  },
});

const uint64 = (value: number): Field => ({
  bytes: 8,
  put: (view, at) => {
    view.setBigUint64(at, BigInt(value), true);
  },
});

const string = (text: string): readonly Field[] => {
  const encoded = new TextEncoder().encode(text);
  const content: Field = {
    bytes: encoded.length,
    put: (view, at) => {
      new Uint8Array(view.buffer).set(encoded, at);
    },
  };
  return [uint64(encoded.length), content];
};

const valueOf = (entry: MetadataEntry): readonly Field[] => {
  switch (entry.type) {
    case 'string':
      return string(entry.value);
    case 'uint32':
      return [uint32(entry.value)];
    case 'float32':
      return [float32(entry.value)];
  }
};

/**
 * The bytes of a GGUF file before its first tensor, padded to the alignment.
 * Format, version 3: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export const renderHeader = (
  metadata: readonly MetadataEntry[],
  tensors: readonly HeaderTensor[],
): Uint8Array => {
  const magic = uint32(0x4655_4747); // the bytes 'GGUF'
  const version = uint32(3);
  const fields = [
    magic,
    version,
    uint64(tensors.length),
    uint64(metadata.length),
    ...metadata.flatMap((entry) => [
      ...string(entry.key),
      uint32(valueTypes[entry.type]),
      ...valueOf(entry),
    ]),
    ...tensors.flatMap((tensor) => [
      ...string(tensor.name),
      uint32(tensor.dimensions.length),
      ...tensor.dimensions.map(uint64),
      uint32(layoutOf(tensor.type).id),
      uint64(tensor.offset),
    ]),
  ];
  const bytes = fields.reduce((sum, field) => sum + field.bytes, 0);
  const header = new Uint8Array(padded(bytes));
  const view = new DataView(header.buffer);
  let at = 0;
  for (const field of fields) {
    field.put(view, at);
    at += field.bytes;
  }
  return header;
};
