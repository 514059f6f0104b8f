import { z } from 'zod';
import { constraints } from './constraints/constraints.ts';
import { mapping, plainText } from './fields.ts';
import type { Profile } from './profile.ts';
import { requirements } from './requirements.ts';
import { sources } from './sources.ts';
import { sweeps } from './sweeps.ts';
import { workload } from './workload.ts';

const nameError =
  "a name of lower-case letters, digits and single hyphens, such as 'hbf-50gbps' (1 to 64 characters)";

/**
 * The shape of a profile's text and, field by field, what its values may be. What spans several
 * parts of a profile is checked beside it.
 */
export const profileSchema: z.ZodType<Profile> = mapping(
  "a profile: a mapping with 'schema', 'name' and 'constraints'",
  {
    schema: z
      .literal('profile/1', { error: "'profile/1'" })
      .describe('Version of the profile format.'),
    // Names become folder names of results, so nothing that a path or a shell could read differently.
    name: z
      .string({ error: nameError })
      .max(64, { error: nameError })
      .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: nameError, abort: true })
      .describe('Name of the profile, in kebab-case.'),
    title: plainText('a title', 200)
      .describe('One line for people; the name when absent.')
      .exactOptional(),
    constraints,
    sweeps: sweeps.prefault([]),
    workload: workload.prefault({}),
    requirements: requirements.prefault([]),
    sources: sources.prefault([]),
  },
).transform(({ schema, name, title, ...rest }): Profile => ({
  schema,
  name,
  title: title ?? name,
  ...rest,
}));

/** The JSON Schema (draft 7) of a profile's text, for editors. */
export const profileJsonSchema = (): Readonly<Record<string, unknown>> => ({
  ...z.toJSONSchema(profileSchema, { io: 'input', target: 'draft-7' }),
  title: 'Profile of emulate',
});
