import { writeFileSync } from 'node:fs';
import { profileJsonSchema } from '../src/model/profile/schema.ts';

/** Writes the JSON Schema of profiles, which editors use for completion and checks while typing. */
const target = new URL('../docs/profile.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(profileJsonSchema(), null, 2)}\n`);
