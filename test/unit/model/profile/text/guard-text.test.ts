import { describe, expect, test } from 'vitest';
import { guardText } from '../../../../../src/model/profile/text/guard-text.ts';
import { parseProfile } from '../../../../../src/model/profile/parse-profile.ts';
import { renderFailure } from '../../../../../src/model/render-failure.ts';

const messageOf = (text: string): string => guardText(text, 'a.yaml')?.message ?? '';

const refuse = (text: string): string => {
  const profile = parseProfile(text, 'a.yaml');
  return profile.ok ? 'taken' : renderFailure(profile.failure).message;
};

const laughs = (levels: number): string =>
  Array.from(
    { length: levels },
    (_, at) => `a${at + 1}: &a${at + 1} [${Array.from({ length: 9 }, () => `*a${at}`).join(', ')}]`,
  ).join('\n');

describe('guardText', () => {
  test.each(['[', '{', '{a: [', '- ', '? ', '- ? '])(
    'refuses a hundred thousand levels of %s',
    (open) => {
      expect(messageOf(open.repeat(10_000))).toBe(
        'expected at most 64 lists and mappings inside one another, got more',
      );
      // Longer ones are refused for their length.
      expect(messageOf(open.repeat(100_000))).toMatch(/^expected /);
    },
  );

  test('refuses more aliases than it takes time to look for', () => {
    const aliases = (count: number): string => `a: &a x\nb: [${'*a, '.repeat(count)}]\n`;
    expect(messageOf(aliases(100))).toBe('');
    expect(guardText(aliases(101), 'a.yaml')).toMatchObject({
      place: { file: 'a.yaml', line: 2, column: 405 },
      message: 'expected at most 100 aliases, got more',
    });
  });
});

describe('parseProfile, of a text made to harm its reader', () => {
  test.each([
    ['a billion laughs', `a0: &a0 lol\n${laughs(9)}\n`, 'multiply without end'],
    ['a merge of itself', 'a: &a {<<: *a}\n', 'expected a value that ends'],
    ['a function', 'title: !!js/function "function () {}"\n', "got the YAML tag '!!js/function'"],
    ['a key that is the prototype', '__proto__: {name: a}\n', "unknown key '__proto__'"],
    ['a key that is the constructor', 'constructor: {name: a}\n', "unknown key 'constructor'"],
    ['a key twice', 'name: a\nname: b\n', "expected each key once, got 'name' again"],
    ['a NUL', 'name: a\0b\n', 'got the control character U+0000'],
    ['bytes that are no UTF-8', 'name: \ufffd\n', 'got bytes that are not UTF-8'],
    [
      'an infinite number',
      'workload: {rounds: 1e999}\n',
      'expected a number of rounds from 1 to 1000',
    ],
    [
      'a number below zero',
      'workload: {rounds: -0}\n',
      'expected a number of rounds from 1 to 1000',
    ],
    ['a number with underscores', 'workload: {rounds: 1_000}\n', "got '1_000'"],
    ['a half hexadecimal number', 'workload: {rounds: 0x}\n', "got '0x'"],
  ])('refuses %s', (_, text, part) => {
    expect(refuse(text)).toContain(part);
  });

  test('takes a byte order mark for what it is', () => {
    expect(refuse('\ufeffname: 1\n')).toContain('a.yaml:1:8 name: expected a name');
  });

  test('lists a hundred of many problems and says how many there are', () => {
    const text = Array.from({ length: 900 }, (_, at) => `key${at}: 1\n`).join('');
    const lines = refuse(text).split('\n');
    expect(lines.at(-1)).toBe('903 problems, of which the first 100 stand here; nothing was run.');
    expect(lines.length).toBeLessThan(300);
  });
});
