import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../../src/model/profile/parse-profile.ts';
import { renderFailure } from '../../../src/model/render-failure.ts';

const folder = new URL('../../fixtures/profiles/', import.meta.url);
const namesIn = (kind: string): readonly string[] =>
  readdirSync(new URL(kind, folder)).filter((name) => name.endsWith('.yaml'));
const parse = (kind: string, name: string) =>
  parseProfile(readFileSync(new URL(`${kind}/${name}`, folder), 'utf8'), name);
const beside = (kind: string, name: string, ending: string): string =>
  new URL(`${kind}/${name.replace(/\.yaml$/, ending)}`, folder).pathname;

describe('a profile that breaks a rule', () => {
  for (const name of namesIn('invalid')) {
    it(`${name} is refused with exactly its expected messages`, async () => {
      const profile = parse('invalid', name);
      if (profile.ok) throw new Error('it was accepted');
      const { message } = renderFailure(profile.failure);
      await expect(`${message}\n`).toMatchFileSnapshot(beside('invalid', name, '.txt'));
    });
  }
});

describe('a profile that keeps the rules', () => {
  for (const name of namesIn('valid')) {
    it(`${name} becomes exactly its expected value`, async () => {
      const profile = parse('valid', name);
      if (!profile.ok) throw new Error(renderFailure(profile.failure).message);
      const text = `${JSON.stringify(profile.value, null, 2)}\n`;
      await expect(text).toMatchFileSnapshot(beside('valid', name, '.json'));
    });
  }
});
