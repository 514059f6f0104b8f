import { tensorBytesOf } from '../../../model/ggml-type.ts';
import { padded } from './gguf-header.ts';
import { chooseType, layoutOf, type MixtureType, type TensorRole } from './quantization.ts';
import type { Experts, ModelShape } from './shape.ts';

/** One tensor of a model file. */
export interface TensorDescription {
  readonly name: string;
  readonly role: TensorRole;
  /** Elements of each dimension, the contiguous one (the row) first. */
  readonly dimensions: readonly number[];
  readonly type: MixtureType;
  readonly elements: number;
  readonly bytes: number;
  /** From the start of the tensor data; a multiple of the alignment. */
  readonly offset: number;
}

type TensorPlan = Pick<TensorDescription, 'name' | 'role' | 'dimensions'> & {
  readonly layer: number;
};

type Plan = (name: string, role: TensorRole, ...dimensions: readonly number[]) => TensorPlan;

/** The experts' matrices lie one after another in one tensor. */
const expertPlans = (
  { embedding, feedForward }: ModelShape,
  { count }: Experts,
  plan: Plan,
): readonly TensorPlan[] => [
  plan('ffn_down_exps.weight', 'feed-forward-down', feedForward, embedding, count),
  plan('ffn_gate_exps.weight', 'matrix', embedding, feedForward, count),
  plan('ffn_gate_inp.weight', 'router', embedding, count),
  plan('ffn_norm.weight', 'norm', embedding),
  plan('ffn_up_exps.weight', 'matrix', embedding, feedForward, count),
];

const densePlans = ({ embedding, feedForward }: ModelShape, plan: Plan): readonly TensorPlan[] => [
  plan('ffn_down.weight', 'feed-forward-down', feedForward, embedding),
  plan('ffn_gate.weight', 'matrix', embedding, feedForward),
  plan('ffn_norm.weight', 'norm', embedding),
  plan('ffn_up.weight', 'matrix', embedding, feedForward),
];

const layerPlans = (shape: ModelShape, layer: number): readonly TensorPlan[] => {
  const { embedding, experts } = shape;
  const keyValue = (embedding / shape.heads) * shape.keyValueHeads;
  const plan: Plan = (name, role, ...dimensions) => ({
    name: `blk.${layer}.${name}`,
    role,
    dimensions,
    layer,
  });
  // Of the two families only qwen2 adds biases to queries, keys and values.
  const bias = (name: string, size: number): readonly TensorPlan[] =>
    experts === undefined ? [plan(name, 'bias', size)] : [];
  return [
    ...bias('attn_k.bias', keyValue),
    plan('attn_k.weight', 'matrix', embedding, keyValue),
    plan('attn_norm.weight', 'norm', embedding),
    plan('attn_output.weight', 'matrix', embedding, embedding),
    ...bias('attn_q.bias', embedding),
    plan('attn_q.weight', 'matrix', embedding, embedding),
    ...bias('attn_v.bias', keyValue),
    plan('attn_v.weight', 'attention-value', embedding, keyValue),
    ...(experts === undefined ? densePlans(shape, plan) : expertPlans(shape, experts, plan)),
  ];
};

const tensorPlans = (shape: ModelShape): readonly TensorPlan[] => {
  const table = [shape.embedding, shape.vocabulary];
  const output: TensorPlan = { name: 'output.weight', role: 'output', dimensions: table, layer: 0 };
  return [
    ...(shape.tiedOutput ? [] : [output]),
    { name: 'output_norm.weight', role: 'norm', dimensions: [shape.embedding], layer: 0 },
    { name: 'token_embd.weight', role: 'embedding', dimensions: table, layer: 0 },
    ...Array.from({ length: shape.layers }, (_, layer) => layerPlans(shape, layer)).flat(),
  ];
};

/**
 * The tensors of a shape, named as llama.cpp's `src/llama-arch.cpp`, `src/models/qwen2.cpp` and `src/models/llama.cpp`
 * expect them, in the order in which llama-quantize writes them: by layer, then by name, with what belongs to no
 * layer first. The order matters to whatever reads ahead in address order.
 */
export const placeTensors = (shape: ModelShape): readonly TensorDescription[] => {
  let next = 0;
  return tensorPlans(shape).map(({ name, role, dimensions, layer }) => {
    const elements = dimensions.reduce((product, each) => product * each, 1);
    const type = chooseType({
      role,
      row: dimensions[0] ?? 0,
      layer,
      layers: shape.layers,
      tiedOutput: shape.tiedOutput,
    });
    const bytes = tensorBytesOf(layoutOf(type), elements);
    const offset = next;
    next += padded(bytes);
    return { name, role, dimensions, type, elements, bytes, offset };
  });
};
