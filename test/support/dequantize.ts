/**
 * Reads blocks of ggml's types as numbers, straight from the descriptions of their layouts in llama.cpp's
 * `ggml/src/ggml-common.h`; written for tests, slow.
 */

/** IEEE 754 half precision. */
export const halfAt = (bytes: Uint8Array, at: number): number => {
  const bits = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * mantissa * 2 ** -24
    : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
};

const byte = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;

const signed = (value: number): number => (value << 24) >> 24;

const q4k = (block: Uint8Array): number[] => {
  const d = halfAt(block, 0);
  const dmin = halfAt(block, 2);
  const scales = Array.from({ length: 8 }, (_, each) => {
    const at = 4 + each;
    if (each < 4) return { scale: byte(block, at) & 63, min: byte(block, at + 4) & 63 };
    const low = byte(block, at + 4);
    return {
      scale: (low & 15) | ((byte(block, at - 4) >> 6) << 4),
      min: (low >> 4) | ((byte(block, at) >> 6) << 4),
    };
  });
  return Array.from({ length: 256 }, (_, element) => {
    const group = element >> 5;
    const packed = byte(block, 16 + (group >> 1) * 32 + (element & 31));
    const quant = group & 1 ? packed >> 4 : packed & 15;
    const { scale, min } = scales[group] ?? { scale: NaN, min: NaN };
    return d * scale * quant - dmin * min;
  });
};

const q6k = (block: Uint8Array): number[] => {
  const d = halfAt(block, 208);
  return Array.from({ length: 256 }, (_, element) => {
    const half = element >> 7;
    const within = element & 127;
    const quarter = within >> 5;
    const low = byte(block, half * 64 + (quarter & 1) * 32 + (within & 31));
    const high = byte(block, 128 + half * 32 + (within & 31));
    const quant = (quarter & 2 ? low >> 4 : low & 15) | (((high >> (2 * quarter)) & 3) << 4);
    return d * signed(byte(block, 192 + (element >> 4))) * (quant - 32);
  });
};

const q50 = (block: Uint8Array): number[] => {
  const d = halfAt(block, 0);
  return Array.from({ length: 32 }, (_, element) => {
    const packed = byte(block, 6 + (element & 15));
    const low = element < 16 ? packed & 15 : packed >> 4;
    const high = (byte(block, 2 + (element >> 3)) >> (element & 7)) & 1;
    return d * ((low | (high << 4)) - 16);
  });
};

const q80 = (block: Uint8Array): number[] => {
  const d = halfAt(block, 0);
  return Array.from({ length: 32 }, (_, element) => d * signed(byte(block, 2 + element)));
};

const f32 = (block: Uint8Array): number[] => [
  new DataView(block.buffer, block.byteOffset).getFloat32(0, true),
];

/** The numbers in one block of a type. */
export const dequantize = { Q4_K: q4k, Q6_K: q6k, Q5_0: q50, Q8_0: q80, F32: f32 } as const;
