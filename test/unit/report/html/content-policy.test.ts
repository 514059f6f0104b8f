import { expect, it } from 'vitest';
import { contentPolicy } from '../../../../src/report/html/content-policy.ts';

it('a policy names what may run by its hash, and nothing else', () => {
  // printf abc | openssl dgst -sha256 -binary | base64
  const abc = "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='";
  expect(contentPolicy({ scripts: ['abc'], styles: [] })).toBe(
    `default-src 'none'; script-src ${abc}; style-src 'none'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
});
