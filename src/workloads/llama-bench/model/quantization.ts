import { findGgmlType, type GgmlType } from '../../../model/ggml-type.ts';

/** Types of which a Q4_K_M file can consist here. */
export type MixtureType = 'F32' | 'Q4_K' | 'Q6_K' | 'Q5_0' | 'Q8_0';

/** What a tensor is for; decides its type. */
export type TensorRole =
  | 'norm'
  | 'bias'
  | 'router'
  | 'embedding'
  | 'output'
  | 'attention-value'
  | 'feed-forward-down'
  | 'matrix';

const ids: Readonly<Record<MixtureType, number>> = {
  F32: 0,
  Q5_0: 6,
  Q8_0: 8,
  Q4_K: 12,
  Q6_K: 14,
};

/** The block layout of a type of the mixture. */
export const layoutOf = (name: MixtureType): GgmlType => {
  const found = findGgmlType(ids[name]);
  if (found === undefined) throw new Error(`Internal error: ggml type '${name}' is not known.`);
  return found;
};

/**
 * Layers whose attention-value and feed-forward-down matrices get six bits: the first eighth, the last eighth, and
 * every third between them. Source: `use_more_bits` in llama.cpp's `src/llama-quant.cpp`.
 */
export const hasMoreBits = (layer: number, layers: number): boolean => {
  const eighth = Math.floor(layers / 8);
  return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
};

/** What the choice of a type looks at. */
export interface TypeQuestion {
  readonly role: TensorRole;
  /** Elements of a row: a row is a whole number of blocks. */
  readonly row: number;
  readonly layer: number;
  readonly layers: number;
  readonly tiedOutput: boolean;
}

const wanted = (question: TypeQuestion): MixtureType => {
  switch (question.role) {
    case 'norm':
    case 'bias':
    case 'router':
      return 'F32';
    case 'output':
      return 'Q6_K';
    case 'embedding':
      // A tied embedding is the output layer as well, and takes the output layer's type.
      return question.tiedOutput ? 'Q6_K' : 'Q4_K';
    case 'attention-value':
    case 'feed-forward-down':
      return hasMoreBits(question.layer, question.layers) ? 'Q6_K' : 'Q4_K';
    case 'matrix':
      return 'Q4_K';
  }
};

const withSmallBlocks: Readonly<Record<MixtureType, MixtureType>> = {
  F32: 'F32',
  Q4_K: 'Q5_0',
  Q6_K: 'Q8_0',
  Q5_0: 'Q5_0',
  Q8_0: 'Q8_0',
};

/**
 * The type that llama.cpp's Q4_K_M mixture gives a tensor; a row that is no multiple of 256 elements takes the
 * type of similar precision with blocks of 32. Source: `llama_tensor_get_type` and `tensor_type_fallback` in
 * llama.cpp's `src/llama-quant.cpp`. One of its rules is left out: attention beside exactly eight experts gets more
 * bits there, which makes a file of the shape `moe-small` 1 % larger.
 */
export const chooseType = (question: TypeQuestion): MixtureType => {
  const type = wanted(question);
  return question.row % layoutOf(type).elementsPerBlock === 0 ? type : withSmallBlocks[type];
};
