import { z } from 'zod';
import { choice, list, mapping, plainText } from './fields.ts';
import type { SourceNote } from './profile.ts';

const source: z.ZodType<SourceNote> = mapping(
  'a mapping such as { field: tier.readLatency, grade: assumed, note: ... }',
  {
    field: z
      .string({ error: "the path of a value of this profile, such as 'tier.readBandwidth'" })
      .describe("Path of the value, such as 'tier.readBandwidth' or 'sweeps'."),
    grade: choice(['spec', 'measured', 'assumed']).describe('What the number rests on.'),
    note: plainText('a sentence that says where the number comes from', 2000).describe(
      'Where the number comes from.',
    ),
  },
);

/** `sources`: where each number of the profile comes from. */
export const sources: z.ZodType<readonly SourceNote[]> = list(
  'a list of sources, such as [{ field: tier.readLatency, grade: assumed, note: ... }]',
  source,
  ({ field, note }) => `${field} ${note}`,
).describe('Where each number comes from.');
