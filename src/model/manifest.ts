import { z } from 'zod';
import { HostFacts } from './host-facts.ts';
import { ModelFacts } from './model-facts.ts';
import type { Plan } from './plan.ts';

/** Which llama-bench measured. */
export const WorkloadFacts = z.object({
  path: z.string(),
  /** How it was found: by flag, by EMULATE_LLAMA_BENCH, on the path, in the cache, or built now. */
  origin: z.enum(['flag', 'environment', 'path', 'cache', 'built']),
  version: z.string(),
  sha256: z.string(),
  argv: z.array(z.string()),
  /** Variables that were added to its environment in every case; empty in records of the first versions. */
  env: z.record(z.string(), z.string()).default({}),
});
/** Which llama-bench measured. */
export type WorkloadFacts = z.infer<typeof WorkloadFacts>;

/** `manifest.json`: what was asked, on what, with what; enough, with the runs, for every output. */
export const Manifest = z.object({
  schema: z.literal('manifest/1'),
  toolVersion: z.string(),
  createdUtc: z.string(),
  /** The command line that started the sweep. */
  command: z.array(z.string()),
  /** The profile's text as written. */
  profileText: z.string(),
  plan: z.custom<Plan>((value) => typeof value === 'object' && value !== null),
  host: HostFacts,
  model: ModelFacts,
  workload: WorkloadFacts,
  /** How long the sweep was thought to take; absent in records of the first versions. */
  estimatedSeconds: z.number().nonnegative().optional(),
});
/** `manifest.json`. */
export type Manifest = z.infer<typeof Manifest>;
