import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGrid, type ParsedGrid } from '../../../../src/model/compare/parse-grid.ts';
import { renderFailure } from '../../../../src/model/render-failure.ts';

const file = 'warm.csv';

const gridOf = (text: string): ParsedGrid => {
  const parsed = parseGrid(text, file);
  if (!parsed.ok) throw new Error(problemsOf(text));
  return parsed.value;
};

const problemsOf = (text: string): string => {
  const parsed = parseGrid(text, file);
  return parsed.ok
    ? ''
    : renderFailure({ reason: 'invalid-table', problems: parsed.failure }).message;
};

/** What is read from one cell of pp; undefined when the file is refused. */
const rateIn = (cell: string): number | undefined => {
  const parsed = parseGrid(`p,n,pp\n1,1,${cell}\n`, file);
  return parsed.ok ? parsed.value.rows[0]?.pp : undefined;
};

describe('parseGrid', () => {
  test('reads one row for each repeat, with its line', () => {
    expect(gridOf('p,n,pp_mean,TG_mean,round\n64,128,20.21,4.95,1\n\n64,128,21,5,2\n')).toEqual({
      rows: [
        { line: 2, p: 64, n: 128, pp: 20.21, tg: 4.95, pair: undefined, round: '1' },
        { line: 4, p: 64, n: 128, pp: 21, tg: 5, pair: undefined, round: '2' },
      ],
      columns: { p: 'p', n: 'n', pp: 'pp_mean', tg: 'TG_mean', pair: undefined, round: 'round' },
      warnings: [],
    });
  });

  test('takes an empty cell for no value, and a row of empty cells for no row', () => {
    const { rows } = gridOf('p,n,pp,tg,pair\n64,128,,4.95,\n,,,,\n');
    expect(rows).toEqual([
      { line: 2, p: 64, n: 128, pp: undefined, tg: 4.95, pair: undefined, round: undefined },
    ]);
  });

  test('takes lengths that a table of decimals made of whole numbers', () => {
    expect(gridOf('p,n,pp\n64.00,1e2,1\n').rows[0]).toMatchObject({ p: 64, n: 100 });
  });

  test('reads every positive number as it is written', () => {
    const positive = fc.double({ min: Number.MIN_VALUE, noDefaultInfinity: true, noNaN: true });
    fc.assert(
      fc.property(positive, (value) => {
        expect(rateIn(String(value))).toBe(value);
        expect(rateIn(`"+${value}"`)).toBe(value);
      }),
    );
  });

  test('reads decimals of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.nat(9), (whole, digits) => {
        const text = (whole / 10 ** digits).toFixed(digits);
        expect(rateIn(text)).toBe(Number(text));
      }),
    );
  });

  test('refuses everything that is no positive number, and never reads another one', () => {
    const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    const cell = fc
      .oneof(fc.string(), fc.stringMatching(/^[-+.,0-9eExX_ ]{1,8}$/))
      .filter((text) => text.trim() !== '' && !/["\r\n]/.test(text));
    fc.assert(
      fc.property(cell, (text) => {
        const read = rateIn(`"${text}"`);
        if (decimal.test(text) && Number(text) > 0 && Number.isFinite(Number(text)))
          expect(read).toBe(Number(text));
        else expect(read).toBeUndefined();
      }),
    );
  });

  test.each(['0', '-1', 'nan', 'inf', '1e999', '0x10', '1_000', '1 000', '12 t/s', '.'])(
    'refuses %j as tokens per second',
    (text) => {
      expect(problemsOf(`p,n,pp\n64,64,${text}\n`)).toBe(
        `warm.csv:2:7 pp: expected tokens per second, a number above 0, got '${text}'\n` +
          '1 problem; nothing was compared.',
      );
    },
  );

  test.each(['', '-64', '64.5', '1e300', 'x'])('refuses %j as a length', (text) => {
    expect(problemsOf(`p,n,pp\n${text},64,1\n`)).toContain(
      `warm.csv:2:1 p: expected a whole number of tokens, got ${text === '' ? 'nothing' : `'${text}'`}`,
    );
  });

  test('lists every problem with its place', () => {
    expect(problemsOf('p,n,pp,tg\n64,64,"20,21",5\nx,64,1\n64,64,1,2,3\n 64, y, 1 ,-2\n')).toBe(
      [
        "warm.csv:2:7 pp: expected tokens per second, a number above 0, got '20,21'",
        "  hint: write the decimal point as '.'",
        'warm.csv:3:1: expected 4 fields as in the header, got 3',
        'warm.csv:4:1: expected 4 fields as in the header, got 5',
        "warm.csv:5:6 n: expected a whole number of tokens, got 'y'",
        "warm.csv:5:12 tg: expected tokens per second, a number above 0, got '-2'",
        '5 problems; nothing was compared.',
      ].join('\n'),
    );
  });

  test.each([
    ['', 'warm.csv:1:1: expected a header with columns for p and n, got an empty file'],
    ['\n\n', 'warm.csv:1:1: expected a header with columns for p and n, got an empty file'],
    ['\np,n,pp\n', 'warm.csv:2:1: expected a row or more below the header, got none'],
    ['p,n,pp\n1,2,"3\n', 'warm.csv:2:5: expected the closing quote of a field'],
    ['64,64,20.21\n', 'warm.csv:1:1: expected a column for p'],
    ['p, n, pp, pp_tps\n', "warm.csv:1:11: expected one column for pp, got 'pp', 'pp_tps'"],
  ])('says what is wrong with %j', (text, message) => {
    expect(problemsOf(text)).toContain(message);
  });

  test('leaves a torn last line out with a warning', () => {
    const { rows, warnings } = gridOf('p,n,pp,tg\n64,64,20,5\n64,128,2');
    expect(rows.map(({ line }) => line)).toEqual([2]);
    expect(warnings).toEqual(['warm.csv: line 3 is torn, and is left out.']);
  });

  test('warns of a last line whose last number may lack a digit', () => {
    const { rows, warnings } = gridOf('p,n,pp\n64,64,20\n64,128,2');
    expect(rows).toHaveLength(2);
    expect(warnings).toEqual([
      'warm.csv: line 3 has no line end: check that its last number is whole.',
    ]);
  });

  test('never throws, whatever the text', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[pn,"\r\n0-9.]*$/));
    fc.assert(
      fc.property(text, (rest) => {
        for (const whole of [rest, `p,n,pp\n${rest}`]) {
          const parsed = parseGrid(whole, file);
          expect(parsed.ok ? parsed.value.rows.length : parsed.failure.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
