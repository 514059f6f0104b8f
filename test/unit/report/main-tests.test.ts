import { describe, expect, it } from 'vitest';
import { pickMainTests } from '../../../src/report/main-tests.ts';

describe('the tests that a picture shows', () => {
  it('are the last of decode and the last of prompt processing', () => {
    const tests = ['pp64', 'pp256', 'tg64', 'tg128'].map((name) => ({
      name,
      metric: name.startsWith('pp') ? ('pp' as const) : ('tg' as const),
    }));
    expect(pickMainTests(tests).map(({ name }) => name)).toEqual(['tg128', 'pp256']);
  });

  it('are none of none', () => {
    expect(pickMainTests([])).toEqual([]);
  });
});
