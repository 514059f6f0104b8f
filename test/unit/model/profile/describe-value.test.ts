import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeValue } from '../../../../src/model/profile/describe-value.ts';

describe('describeValue', () => {
  it.each([
    [null, 'nothing'],
    ['', "''"],
    ['50 GB', "'50 GB'"],
    [50, "'50'"],
    [false, "'false'"],
    [[], 'an empty list'],
    [{}, 'an empty mapping'],
    [['5 us', 3], '[5 us, 3]'],
    [{ p50: '5 us', list: [1, []] }, '{ p50: 5 us, list: [1, []] }'],
    [Array.from({ length: 1000 }, () => 'x'), 'a list'],
    [{ note: 'x'.repeat(100) }, 'a mapping'],
    ['a\n  b', "'a b'"],
    ['\u001B[31m\u0000', "'\\x1b[31m\\x00'"],
    ['x'.repeat(61), `'${'x'.repeat(60)}...'`],
  ])('shows %j as %s', (value, words) => {
    expect(describeValue(value)).toBe(words);
  });

  it('is always one short line', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(describeValue(value)).toMatch(/^[^\n\p{Cc}]{1,80}$/u);
      }),
    );
  });
});
