import type { WorkloadSpec } from '../profile/profile.ts';
import type { TestSpec } from '../test-name.ts';

/**
 * What each run measures, in the order in which llama-bench measures it: for each depth first the
 * prompts, then the generations (`get_cmd_params_instances` in tools/llama-bench/llama-bench.cpp).
 */
export const listTests = ({
  prompt,
  gen,
  depth,
}: Pick<WorkloadSpec, 'prompt' | 'gen' | 'depth'>): readonly TestSpec[] =>
  depth.flatMap((each) => [
    ...prompt.map((length) => ({ prompt: length, gen: 0, depth: each })),
    ...gen.map((length) => ({ prompt: 0, gen: length, depth: each })),
  ]);
