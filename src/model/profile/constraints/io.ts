import type { z } from 'zod';
import { mapping } from '../fields.ts';
import { quantity } from '../quantity.ts';
import type { IoConstraint } from '../profile.ts';

/** `constraints.io`. */
export const io: z.ZodType<IoConstraint> = mapping(
  'a mapping of device caps, such as { readBandwidth: 500 MB/s, readIops: 100000 }',
  {
    readBandwidth: quantity('io.readBandwidth').describe('Most bytes read.').exactOptional(),
    readIops: quantity('io.readIops').describe('Most reads per second.').exactOptional(),
  },
).describe('Caps on the block device that holds the model.');
