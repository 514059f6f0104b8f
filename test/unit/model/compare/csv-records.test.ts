import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOfField, readCsvRecords } from '../../../../src/model/compare/csv-records.ts';

const fieldsOf = (text: string): readonly (readonly string[])[] => {
  const read = readCsvRecords(text);
  if (!read.ok) throw new Error(read.failure.message);
  return read.value.map(({ fields }) => fields);
};

describe('readCsvRecords', () => {
  test.each([
    ['p,n\n1,2\n', 'line feeds'],
    ['p,n\r\n1,2\r\n', 'line ends of Windows'],
    ['p,n\r1,2\r', 'carriage returns'],
    ['\uFEFFp,n\n1,2\n', 'a byte order mark'],
    ['p,n\n1,2', 'no line end at the end'],
    ['\n\np,n\n\n \n1,2\n\n', 'lines without content'],
    [' p , n\n1\t, 2 \n', 'blanks around fields'],
    ['"p","n"\n"1" ,"2"\n', 'quotes'],
  ])('reads %j: %s', (text) => {
    expect(fieldsOf(text)).toEqual([
      ['p', 'n'],
      ['1', '2'],
    ]);
  });

  test('keeps commas, quotes, blanks and line ends within quotes', () => {
    expect(fieldsOf('"a,b"," ""c"" "\n"d\r\ne",f\n')).toEqual([
      ['a,b', ' "c" '],
      ['d\ne', 'f'],
    ]);
  });

  test('leaves it to the caller that records differ in length', () => {
    expect(fieldsOf('a,b\nc\nd,e,f\n').map(({ length }) => length)).toEqual([2, 1, 3]);
  });

  test('reads nothing from an empty text', () => {
    expect(fieldsOf('')).toEqual([]);
  });

  test('reads back what csv-stringify writes', () => {
    const cell = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\r'));
    // The first character of a file may be a byte order mark, and a record of blanks alone is none.
    const rows = fc.array(
      fc.array(cell, { minLength: 1, maxLength: 4 }).map((rest) => ['x', ...rest]),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(rows, (written) => {
        expect(fieldsOf(stringify(written, { quoted: true }))).toEqual(written);
      }),
    );
  });

  test.each([
    ['p,n\n\n1,"2\n3,4\n', 3, 3, 'expected the closing quote of a field, got the end of the file'],
    ['p,n\n1,2"3\n', 2, 3, 'expected a quote to begin a field, got one within a field'],
    [
      'p,n\n"1"x,2\n',
      2,
      1,
      "expected a ',' or the end of the line after a closing quote, got other text",
    ],
  ])('says where and why it cannot read %j', (text, line, column, message) => {
    expect(readCsvRecords(text)).toEqual({ ok: false, failure: { line, column, message } });
  });
});

describe('placeOfField', () => {
  const placesIn = (text: string): readonly string[] => {
    const read = readCsvRecords(text);
    if (!read.ok) throw new Error(read.failure.message);
    return read.value.flatMap((record) =>
      record.fields.map((_, index) => {
        const { line, column } = placeOfField(record, index);
        return `${line}:${column}`;
      }),
    );
  };

  test('counts lines and columns from 1, blanks in front of a field left out', () => {
    expect(placesIn('\uFEFFp,n\r\n\r\n 12 ,"3,""4", 5\r\n')).toEqual([
      ...['1:1', '1:3'],
      ...['3:2', '3:6', '3:15'],
    ]);
  });

  test('follows a field over several lines', () => {
    expect(placesIn('"a\nb", c\nd,e\n')).toEqual(['1:1', '2:5', '3:1', '3:3']);
  });

  test('is the end of the record for a field that it does not have', () => {
    expect(placeOfField({ text: 'a,b', line: 7 }, 5)).toEqual({ line: 7, column: 4 });
  });

  test('finds plain fields where they were written', () => {
    const cell = fc.stringMatching(/^[a-z0-9]{1,5}$/);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        const text = cells.join(',');
        cells.forEach((each, index) => {
          const { line, column } = placeOfField({ text, line: 1 }, index);
          expect(line).toBe(1);
          expect(text.slice(column - 1)).toMatch(new RegExp(`^${each}(,|$)`));
        });
      }),
    );
  });
});
