import type { z } from 'zod';
import { choice, mapping } from '../fields.ts';
import { quantity } from '../quantity.ts';
import type { VolumeConstraint } from '../profile.ts';

/** `constraints.volume`. */
export const volume: z.ZodType<VolumeConstraint> = mapping(
  'a mapping that describes the volume, such as { backing: ram, filesystem: xfs }',
  {
    backing: choice(['ram', 'file', 'zram'])
      .describe(
        'What holds the blocks: memory (a loop device over a file in memory), a file on the disk of the state folder ' +
          '(a loop device over it), or compressed memory (zram; random weights hardly get smaller). Memory when absent.',
      )
      .exactOptional(),
    filesystem: choice(['xfs', 'ext4'])
      .describe('File system on the volume; xfs takes at least 320 MiB. ext4 when absent.')
      .exactOptional(),
    readAhead: quantity('volume.readAhead')
      .describe('Read-ahead of the block device, a multiple of the page size.')
      .exactOptional(),
  },
).describe(
  'A block device of its own, made for the sweep, that holds a copy of the model: caps and background load then touch nothing else.',
);
