import type { z } from 'zod';
import { choice, mapping } from '../fields.ts';
import { quantity } from '../quantity.ts';
import type { VolumeConstraint } from '../profile.ts';

/** `constraints.volume`. */
export const volume: z.ZodType<VolumeConstraint> = mapping(
  'a mapping that describes the volume, such as { backing: ram, filesystem: xfs }',
  {
    backing: choice(['ram', 'file']).describe('What holds the blocks.').exactOptional(),
    filesystem: choice(['xfs', 'ext4']).describe('File system on the volume.').exactOptional(),
    readAhead: quantity('volume.readAhead')
      .describe('Read-ahead of the block device.')
      .exactOptional(),
  },
).describe('A block device of its own for the model, so that caps touch nothing else.');
