import { z } from 'zod';

/** What is known of a model file: its identity, and the sizes that the plan and the verdicts need. */
export const ModelFacts = z.object({
  path: z.string(),
  bytes: z.number(),
  architecture: z.string(),
  name: z.string(),
  layers: z.number(),
  parameters: z.number(),
  /** Bytes of tensor data. */
  tensorBytes: z.number(),
  /** Quantisation types with their number of tensors, e.g. `Q4_K: 120`. */
  tensorTypes: z.record(z.string(), z.number()),
  /** Hex SHA-256 of the file; absent when it was not taken. */
  sha256: z.string().optional(),
});
/** What is known of a model file. */
export type ModelFacts = z.infer<typeof ModelFacts>;
