import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { profileJsonSchema } from '../src/model/profile/schema.ts';
import { renderProfileReference } from './profile-reference/render.ts';

/** Writes the reference of profiles from their schema. */
const target = new URL('../docs/profile-reference.md', import.meta.url);
const style = (await resolveConfig(target)) ?? {};
const text = renderProfileReference(profileJsonSchema());
writeFileSync(target, await format(text, { ...style, parser: 'markdown' }));
