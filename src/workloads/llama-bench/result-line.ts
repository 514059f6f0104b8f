import type { TestSpec } from '../../model/test-name.ts';

/** One line of llama-bench's `-o jsonl` output, as far as it is used. */
export interface ResultLine {
  readonly test: TestSpec;
  readonly repetitionsNs: readonly number[];
  /** What the line says about the build, the machine and the settings. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** Facts that hold for the whole run; older builds print `use_mmap` and `use_direct_io` in place of `load_mode`. */
const factNames = [
  'build_commit',
  'build_number',
  'backends',
  'cpu_info',
  'gpu_info',
  'model_type',
  'model_size',
  'model_n_params',
  'n_threads',
  'n_batch',
  'n_ubatch',
  'cpu_mask',
  'cpu_strict',
  'poll',
  'type_k',
  'type_v',
  'n_gpu_layers',
  'n_cpu_moe',
  'split_mode',
  'main_gpu',
  'no_kv_offload',
  'flash_attn',
  'devices',
  'tensor_split',
  'tensor_buft_overrides',
  'load_mode',
  'lazy_mode',
  'use_mmap',
  'use_direct_io',
  'embeddings',
  'no_op_offload',
  'no_host',
  'fit_target',
  'fit_min_ctx',
  'repack',
] as const;

/** Reads one line; a text says what is wrong with it. */
export const readResultLine = (line: string): ResultLine | string => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'it is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'it is not a JSON object';
  const fields = new Map<string, unknown>(Object.entries(value));
  const count = (name: string): number | undefined => {
    const field = fields.get(name);
    return typeof field === 'number' && Number.isInteger(field) && field >= 0 ? field : undefined;
  };
  const prompt = count('n_prompt');
  const gen = count('n_gen');
  // Builds from before --n-depth measure at depth 0 and print none.
  const depth = fields.has('n_depth') ? count('n_depth') : 0;
  if (prompt === undefined || gen === undefined || depth === undefined || prompt + gen === 0)
    return 'it names no test (n_prompt, n_gen, n_depth)';
  const repetitionsNs = fields.get('samples_ns');
  if (!isDurations(repetitionsNs)) return 'its samples_ns are not durations';
  const leastNs = leastTokenNs * (prompt + gen);
  if (repetitionsNs.some((ns) => ns < leastNs))
    return `its samples_ns are below ${leastNs} ns, faster than any machine`;
  return { test: { prompt, gen, depth }, repetitionsNs, facts: factsOf(fields) };
};

/** llama-bench prints whole nanoseconds; a speed is a quotient of them and must stay a number. */
const isDuration = (value: unknown): boolean =>
  typeof value === 'number' && value >= 1 && value <= Number.MAX_SAFE_INTEGER;

/** No machine is near 100 million tokens a second. */
const leastTokenNs = 10;

const isDurations = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every(isDuration);

const factsOf = (fields: ReadonlyMap<string, unknown>): ResultLine['facts'] => {
  const facts: Record<string, string | number | boolean> = {};
  for (const name of factNames) {
    const value = fields.get(name);
    if (
      (typeof value === 'string' && value !== '') ||
      (typeof value === 'number' && Number.isFinite(value)) ||
      typeof value === 'boolean'
    )
      facts[name] = value;
  }
  return facts;
};
