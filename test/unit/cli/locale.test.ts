import { describe, expect, it } from 'vitest';
import { isUtf8 } from '../../../src/cli/locale.ts';
import { resultPage } from '../../../src/cli/result-page.ts';

describe('the locale', () => {
  it.each([
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'en_US.UTF-8', LANG: 'C' }, true],
    [{}, false],
  ])('of %j has UTF-8: %s', (env, utf8) => {
    expect(isUtf8(env)).toBe(utf8);
  });
});

describe('the page of results', () => {
  it('is as wide as the terminal, and 80 columns where there is none or it does not know', () => {
    expect(resultPage({ env: {}, outColumns: 40 })).toEqual({ columns: 40, unicode: false });
    expect(resultPage({ env: {}, outColumns: 0 }).columns).toBe(80);
    expect(resultPage({ env: { LANG: 'C.UTF-8' } })).toEqual({ columns: 80, unicode: true });
  });
});
