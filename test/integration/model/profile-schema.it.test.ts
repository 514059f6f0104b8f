import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parameters } from '../../../src/model/profile/parameters.ts';
import { profileJsonSchema } from '../../../src/model/profile/schema.ts';

const written = (): unknown =>
  JSON.parse(
    readFileSync(new URL('../../../docs/profile.schema.json', import.meta.url), 'utf8'),
  ) as unknown;

/** All subschemas, however deep. */
const subschemas = (schema: unknown): readonly Record<string, unknown>[] =>
  typeof schema === 'object' && schema !== null
    ? [schema as Record<string, unknown>, ...Object.values(schema).flatMap(subschemas)]
    : [];

describe('docs/profile.schema.json', () => {
  it('is what the code makes; write it anew with "npm run schema"', () => {
    expect(written()).toEqual(profileJsonSchema());
  });

  it('admits no unknown key anywhere', () => {
    const mappings = subschemas(written()).filter(({ type }) => type === 'object');
    expect(mappings.length).toBeGreaterThan(10);
    for (const mapping of mappings) expect(mapping['additionalProperties']).toBe(false);
  });

  it('offers every parameter to sweep', () => {
    const text = JSON.stringify(written());
    for (const { path } of parameters) expect(text).toContain(`"${path}":`);
  });
});
