import { z } from 'zod';
import { HostFacts } from './host-facts.ts';
import { ModelFacts } from './model-facts.ts';
import { RecordedPlan } from './recorded-plan.ts';
import { ScopeKind } from './scope.ts';

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

/** Options that decide what is measured and how, by their names on the command line. */
export const RecordedOptions = z.object({
  quick: z.boolean(),
  set: z.array(z.string()),
  sweep: z.array(z.string()),
  rounds: z.number().optional(),
  'max-rounds': z.number().optional(),
  'half-width': z.number().optional(),
  design: z.string().optional(),
  shard: z.string().optional(),
  gate: z.boolean(),
  seed: z.number(),
  /** Those that were used, given or not. */
  threads: z.number(),
  /** The kind that was used; absent where no scope was needed. */
  scope: ScopeKind.optional(),
  'drop-global': z.boolean(),
  /** The user's own arguments of llama-bench. */
  '--': z.array(z.string()),
});
/** Options that decide what is measured and how. */
export type RecordedOptions = z.infer<typeof RecordedOptions>;

/** A part of a sweep that was made without an interruption. */
export const Session = z.object({
  startedUtc: z.string(),
  /** Attempts that were recorded before it. */
  runsBefore: z.number().int().nonnegative(),
  toolVersion: z.string(),
  command: z.array(z.string()),
  /** Another one than before: the machine was started anew in between. */
  bootId: z.string().optional(),
});
/** A part of a sweep that was made without an interruption. */
export type Session = z.infer<typeof Session>;

/** One shard of a merged sweep: where, when and with what its runs were made. */
export const ShardFacts = z.object({
  /** From 1 to `of`. */
  index: z.number().int().positive(),
  of: z.number().int().positive(),
  /** The name of the folder that it came from. */
  folder: z.string(),
  createdUtc: z.string(),
  command: z.array(z.string()),
  host: HostFacts,
  /** Where its model lay. */
  modelPath: z.string(),
  workload: WorkloadFacts,
  /** Of the plan's runs, the indices of those that it had to make. */
  planned: z.array(z.number().int().nonnegative()),
});
/** One shard of a merged sweep. */
export type ShardFacts = z.infer<typeof ShardFacts>;

/** `manifest.json`: what was asked, on what, with what; enough, with the runs, for every output. */
export const Manifest = z.object({
  schema: z.literal('manifest/1'),
  toolVersion: z.string(),
  createdUtc: z.string(),
  /** The command line that started the sweep. */
  command: z.array(z.string()),
  /** The profile's text as written. */
  profileText: z.string(),
  plan: RecordedPlan,
  host: HostFacts,
  model: ModelFacts,
  workload: WorkloadFacts,
  /** How long the sweep was thought to take; absent in records of the first versions. */
  estimatedSeconds: z.number().nonnegative().optional(),
  /** Absent in records of the first versions. */
  options: RecordedOptions.optional(),
  /** In the order in which they were made, the first included; absent where there was one. */
  sessions: z.array(Session).optional(),
  /** By their numbers; absent for a sweep that was made on one machine. What else is here is then of the first. */
  shards: z.array(ShardFacts).optional(),
});
/** `manifest.json`. */
export type Manifest = z.infer<typeof Manifest>;
