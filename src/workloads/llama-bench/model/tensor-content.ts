import { layoutOf, type MixtureType } from './quantization.ts';
import type { TensorDescription } from './tensors.ts';

/*
 * Blocks are random words in which only the scales are put right. A random half-precision scale would be infinite
 * or not a number in one case of 32, and a model of such weights computes with NaN. The sign and exponent of each
 * scale are fixed and its mantissa is left random, so scales lie in [2^e, 2^(e+1)): normal numbers, never
 * subnormal, which some processors compute slowly. The exponents give weights of a standard deviation between 0.02
 * and 0.06, about one over the root of a row, so that activations keep their size from layer to layer.
 * Layouts of the blocks: llama.cpp's ggml/src/ggml-common.h.
 */

/** The upper byte of a half-precision number in [2^exponent, 2^(exponent+1)), without its two bits of mantissa. */
const halfExponent = (exponent: number): number => (exponent + 15) << 2;

const mantissaOfUpperByte = 0x03;

type Patch = (block: Uint8Array, at: number) => void;

const setExponent = (bytes: Uint8Array, at: number, exponent: number): void => {
  bytes[at] = ((bytes[at] ?? 0) & mantissaOfUpperByte) | halfExponent(exponent);
};

/** d and dmin at 0 and 2. The quants' mean is 7.5 and dmin is about 8 d, so weights lie around zero. */
const patchQ4K: Patch = (bytes, at) => {
  setExponent(bytes, at + 1, -14);
  setExponent(bytes, at + 3, -11);
};

/** Sixteen signed sub-scales at 192, kept to 0..31 so that d, at 208, can be a normal number. */
const patchQ6K: Patch = (bytes, at) => {
  for (let each = at + 192; each < at + 208; each += 1) bytes[each] = (bytes[each] ?? 0) & 0x1f;
  setExponent(bytes, at + 209, -14);
};

const patchQ50: Patch = (bytes, at) => {
  setExponent(bytes, at + 1, -9);
};

const patchQ80: Patch = (bytes, at) => {
  setExponent(bytes, at + 1, -12);
};

const patches: Readonly<Record<Exclude<MixtureType, 'F32'>, Patch>> = {
  Q4_K: patchQ4K,
  Q6_K: patchQ6K,
  Q5_0: patchQ50,
  Q8_0: patchQ80,
};

const patchFloats = (words: Uint32Array, keep: number, set: number): void => {
  for (let at = 0; at < words.length; at += 1) words[at] = ((words[at] ?? 0) & keep) | set;
};

/**
 * Turns random words into the content of a tensor, in place. The words begin at a block of the tensor; where they end
 * within a block, the last `words.byteLength - bytes` bytes are not the tensor's.
 */
export const shapeContent = (
  words: Uint32Array,
  bytes: number,
  tensor: Pick<TensorDescription, 'type' | 'role'>,
): void => {
  const { type } = tensor;
  if (type === 'F32') {
    // Norms lie in [1, 1.125); biases and routers are of either sign, with a size in [2^-7, 2^-6).
    if (tensor.role === 'norm') patchFloats(words, 0x000f_ffff, 0x3f80_0000);
    else patchFloats(words, 0x807f_ffff, 0x3c00_0000);
    return;
  }
  const content = new Uint8Array(words.buffer, words.byteOffset, bytes);
  const { bytesPerBlock } = layoutOf(type);
  const patch = patches[type];
  for (let at = 0; at < bytes; at += bytesPerBlock) patch(content, at);
};
