import type { z } from 'zod';
import { choice, mapping } from '../fields.ts';
import { quantity } from '../quantity.ts';
import type { BackgroundConstraint } from '../profile.ts';

/** `constraints.background`. */
export const background: z.ZodType<BackgroundConstraint> = mapping(
  'a mapping such as { pattern: randread, blockSize: 128 KiB, rate: 300 MB/s }',
  {
    pattern: choice(['read', 'randread', 'write', 'randwrite', 'randrw'])
      .describe("Access pattern, in fio's words; randread when absent.")
      .exactOptional(),
    blockSize: quantity('background.blockSize')
      .describe('Bytes of one access, a multiple of 512 B; 128 KiB when absent.')
      .exactOptional(),
    rate: quantity('background.rate')
      .describe('Bytes per second of all jobs, reads and writes together; no limit when absent.')
      .exactOptional(),
    queueDepth: quantity('background.queueDepth')
      .describe('Accesses in flight of each job; 8 when absent.')
      .exactOptional(),
    jobs: quantity('background.jobs')
      .describe('Threads that make the load; 1 when absent.')
      .exactOptional(),
  },
).describe('fio beside the workload on the same device.');
