import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, plainText } from '../../../src/report/plain-text.ts';

const any = fc.string({ unit: 'binary' });

describe('a plain text', () => {
  it('is what it was where there is nothing that a terminal obeys', () => {
    const text = 'HBF-class tier, 50 GB/s\n\tµs, ≥ 90 %, 帯域幅';
    expect(plainText(text)).toBe(text);
  });

  it('shows escape sequences instead of letting them act', () => {
    expect(plainText('a\u001b[31mred\u001b]0;title\u0007')).toBe('a␛[31mred␛]0;title␇');
    expect(plainText('\r\b\u007f')).toBe('␍␈␡');
    expect(plainText('\u009b2J')).toBe('\ufffd2J');
  });

  it('does not let a text run backwards', () => {
    expect(plainText('abc\u202egnp.exe')).toBe('abc\ufffdgnp.exe');
  });

  it('holds no control but tabs and line breaks, is as long as it was, and is plain once for all', () => {
    fc.assert(
      fc.property(any, (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(/(?![\n\t])\p{Cc}/u);
        expect(plain).toHaveLength(text.length);
        expect(plainText(plain)).toBe(plain);
      }),
    );
  });

  it('is on one line where it must be', () => {
    expect(plainLine('a\n\tb\u001b')).toBe('a b␛');
  });
});
