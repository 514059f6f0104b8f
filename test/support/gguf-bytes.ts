/** Writes GGUF headers by hand, wrong ones as well, for tests of what reads them. */

/** Numbers of the value types of GGUF metadata. */
export const valueType = { uint8: 0, uint32: 4, string: 8, array: 9, uint64: 10 } as const;

const little = (value: bigint, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));

export const uint32 = (value: number): Uint8Array => little(BigInt(value), 4);
export const uint64 = (value: number | bigint): Uint8Array => little(BigInt(value), 8);

export const join = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

export const string = (text: string): Uint8Array => {
  const encoded = new TextEncoder().encode(text);
  return join(uint64(encoded.length), encoded);
};

export const key = (name: string, type: number, value: Uint8Array): Uint8Array =>
  join(string(name), uint32(type), value);

export const textKey = (name: string, value: string): Uint8Array =>
  key(name, valueType.string, string(value));

export const numberKey = (name: string, value: number): Uint8Array =>
  key(name, valueType.uint32, uint32(value));

export const tensor = (
  name: string,
  dimensions: readonly (number | bigint)[],
  type: number,
  offset: number | bigint,
): Uint8Array =>
  join(
    string(name),
    uint32(dimensions.length),
    ...dimensions.map(uint64),
    uint32(type),
    uint64(offset),
  );

/** Parts of a header; counts may be other than what follows them. */
export interface HeaderParts {
  readonly magic?: string;
  readonly version?: number;
  readonly tensorCount?: number | bigint;
  readonly keyCount?: number | bigint;
  readonly keys?: readonly Uint8Array[];
  readonly tensors?: readonly Uint8Array[];
}

export const header = (parts: HeaderParts = {}): Uint8Array => {
  const { magic = 'GGUF', version = 3, keys = [], tensors = [] } = parts;
  return join(
    new TextEncoder().encode(magic),
    uint32(version),
    uint64(parts.tensorCount ?? tensors.length),
    uint64(parts.keyCount ?? keys.length),
    ...keys,
    ...tensors,
  );
};

/** The least metadata of a language model. */
export const modelKeys: readonly Uint8Array[] = [
  textKey('general.architecture', 'qwen2'),
  textKey('general.name', 'hand made'),
  numberKey('qwen2.block_count', 1),
];

/** A header padded to `alignment`, followed by `dataBytes` zeros. */
export const model = (parts: HeaderParts, dataBytes: number, alignment = 32): Uint8Array => {
  const head = header({ keys: modelKeys, ...parts });
  const padding = (alignment - (head.length % alignment)) % alignment;
  return join(head, new Uint8Array(padding + dataBytes));
};
