import type { z } from 'zod';
import { mapping } from '../fields.ts';
import { level, quantity } from '../quantity.ts';
import type { MemoryConstraint, SizeOfModel } from '../profile.ts';

/** `constraints.memory`. */
export const memory: z.ZodType<MemoryConstraint> = mapping(
  'a mapping of memory limits, such as { max: 60 % of model, swap: 0 B }',
  {
    max: level('memory.max')
      .transform(({ value, ofModel }): SizeOfModel =>
        ofModel === true ? { kind: 'model-share', share: value } : { kind: 'bytes', bytes: value },
      )
      .describe("Most memory of the workload: a size, or a share such as '60 % of model'.")
      .exactOptional(),
    swap: quantity('memory.swap').describe('Most swap of the workload.').exactOptional(),
  },
).describe("A limit on the workload's memory, kept by the kernel.");
