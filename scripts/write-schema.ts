import { writeFileSync } from 'node:fs';
import { profileJsonSchema } from '../src/model/profile/schema.ts';
import { requirementsJsonSchema } from '../src/report/requirements-schema.ts';

const write = (name: string, schema: Readonly<Record<string, unknown>>): void => {
  const target = new URL(`../docs/${name}`, import.meta.url);
  writeFileSync(target, `${JSON.stringify(schema, null, 2)}\n`);
};

/** Editors use the schema of profiles for completion and checks while typing. */
write('profile.schema.json', profileJsonSchema());
/** Programs that read requirements.json use this one. */
write('requirements.schema.json', requirementsJsonSchema());
