import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, padText, textWidth, wrapText } from '../../../src/report/text-width.ts';

describe('the width of a text', () => {
  it.each([
    ['', 0],
    ['tier.readBandwidth', 18],
    ['5 µs ≥ █░', 9],
    ['帯域幅', 6],
    ['한글', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['a\u200bb', 2],
  ])('of %j is %d cells', (text, cells) => {
    expect(textWidth(text)).toBe(cells);
  });
});

describe('a text that is cut', () => {
  it('is whole where there is room', () => {
    expect(cutText('a level', 7)).toBe('a level');
  });

  it('ends with two dots where there is not', () => {
    expect(cutText('tier.readBandwidth', 10)).toBe('tier.rea..');
    expect(cutText('a b c d e f', 6)).toBe('a b..');
    expect(cutText('帯域幅', 5)).toBe('帯..');
  });

  it('is the start alone where there is hardly any room', () => {
    expect(cutText('level', 3)).toBe('lev');
    expect(cutText('level', 0)).toBe('');
  });

  it('is never too wide', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 30 }), (text, columns) => {
        expect(textWidth(cutText(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('a text that is padded', () => {
  it('has blanks behind it, by what is seen of it', () => {
    expect(padText('帯', 4)).toBe('帯  ');
    expect(padText('long', 2)).toBe('long');
  });
});

describe('a paragraph', () => {
  it('is broken between words, and indented from the second line on', () => {
    expect(wrapText('one two  three\nfour', 9, '  ')).toEqual(['one two', '  three', '  four']);
  });

  it('keeps a number and its unit together', () => {
    expect(wrapText('down to 12.5 GB/s or 90 % kept', 16)).toEqual([
      'down to',
      '12.5 GB/s or',
      '90 % kept',
    ]);
  });

  it('breaks a word that is too long', () => {
    expect(wrapText('a tier.readBandwidth', 8)).toEqual(['a', 'tier.rea', 'dBandwid', 'th']);
  });

  it('is one empty line when it is empty', () => {
    expect(wrapText('', 10)).toEqual(['']);
  });

  it('loses no word, and is never too wide', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/));
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 40 }), (each, columns) => {
        const lines = wrapText(each.join(' '), columns, '  ');
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(each.join(''));
      }),
    );
  });
});
