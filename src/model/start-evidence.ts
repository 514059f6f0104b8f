import { z } from 'zod';

/** What of the model was in memory when the workload was started. */
export const StartEvidence = z.object({
  kind: z.literal('start'),
  /** What the profile asks of every run; absent where it asks nothing of a program that is no benchmark. */
  asked: z.enum(['warm', 'cold']).optional(),
  /** The constraint that acts only on a model that is not in memory: it was evicted whatever was asked. */
  evictedFor: z.enum(['memory', 'pageCache']).optional(),
  /** Bytes of the model in the page cache, the last thing looked at before the run; absent where the host cannot tell. */
  residentBytes: z.number().optional(),
  /** All files that the constraints hold. */
  modelBytes: z.number(),
  /**
   * Memory that could be had without swapping, page cache that can be given back included; looked at
   * where not all of a warm model was in memory, absent where the host does not tell.
   */
  availableBytes: z.number().optional(),
});
/** What of the model was in memory when the workload was started. */
export type StartEvidence = z.infer<typeof StartEvidence>;
