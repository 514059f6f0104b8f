import type { z } from 'zod';
import { mapping } from '../fields.ts';
import type { Constraints } from '../profile.ts';
import { background } from './background.ts';
import { cpu } from './cpu.ts';
import { io } from './io.ts';
import { memory } from './memory.ts';
import { pageCache } from './page-cache.ts';
import { tier } from './tier.ts';
import { volume } from './volume.ts';

/** `constraints`: every limit that a profile can put on the host as the workload sees it. */
export const constraints: z.ZodType<Constraints> = mapping(
  'a mapping of constraints, such as { tier: { readBandwidth: 50 GB/s } }',
  {
    tier: tier.exactOptional(),
    memory: memory.exactOptional(),
    volume: volume.exactOptional(),
    io: io.exactOptional(),
    pageCache: pageCache.exactOptional(),
    background: background.exactOptional(),
    cpu: cpu.exactOptional(),
  },
).describe('Limits at their nominal values: what holds while another parameter is swept.');
