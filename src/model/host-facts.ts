import { z } from 'zod';

/** What does not change about a machine during a sweep. Anything that could not be read is absent. */
export const HostFacts = z.object({
  hostname: z.string(),
  architecture: z.string(),
  kernel: z.string(),
  distribution: z.string().optional(),
  virtualization: z.string().optional(),
  cpuModel: z.string().optional(),
  cpus: z.number(),
  physicalCores: z.number().optional(),
  memoryBytes: z.number(),
  pageBytes: z.number(),
  transparentHugePages: z.string().optional(),
  governor: z.string().optional(),
  bootId: z.string().optional(),
  nodeVersion: z.string(),
});
/** What does not change about a machine during a sweep. */
export type HostFacts = z.infer<typeof HostFacts>;
