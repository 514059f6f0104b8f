import { describe, expect, test } from 'vitest';
import { columnNames, findColumns } from '../../../../src/model/compare/grid-columns.ts';

const messagesOf = (header: readonly string[]): readonly string[] => {
  const found = findColumns(header);
  return found.ok ? [] : found.failure.map(({ message }) => message);
};

describe('findColumns', () => {
  test('finds columns in any order and leaves out the others', () => {
    expect(findColumns(['date', 'tg_mean', 'n', 'p', 'pp_mean', 'notes'])).toEqual({
      ok: true,
      value: { p: 3, n: 2, pp: 4, tg: 1, pair: undefined, round: undefined },
    });
  });

  test.each(
    Object.entries(columnNames).flatMap(([column, names]) =>
      names.flatMap((name) => [
        [column, name],
        [column, name.toUpperCase()],
      ]),
    ),
  )('reads as %s a column that is named %s', (column, name) => {
    const others = ['p', 'n', 'pp', 'tg', 'pair', 'round'].filter((each) => each !== column);
    const found = findColumns([...others, name]);
    expect(found.ok && found.value).toMatchObject({ [column]: 5 });
  });

  test('does with one of pp and tg', () => {
    expect(findColumns(['p', 'n', 'tg'])).toMatchObject({ ok: true, value: { pp: undefined } });
  });

  test('lists everything that is missing', () => {
    expect(messagesOf(['a', 'b'])).toEqual([
      "expected a column for p ('p', 'n_prompt', 'prompt'), got the columns 'a, b'",
      "expected a column for n ('n', 'n_gen', 'gen'), got the columns 'a, b'",
      "expected a column for pp ('pp_mean', 'pp', 'pp_avg', 'pp_tps', 'pp_ts', 'pp_tokens_per_second') " +
        "or for tg ('tg_mean', 'tg', 'tg_avg', 'tg_tps', 'tg_ts', 'tg_tokens_per_second'), got the columns 'a, b'",
    ]);
  });

  test('refuses two columns for the same thing, because either could be meant', () => {
    expect(findColumns(['p', 'n', 'pp', 'PP_avg'])).toEqual({
      ok: false,
      failure: [
        {
          index: 3,
          message: "expected one column for pp, got 'pp', 'PP_avg'",
          hint: 'rename those that are not to be compared',
        },
      ],
    });
  });

  test.each([
    [['p;n;pp'], 'separate the columns with commas'],
    [['p\tn\tpp'], 'separate the columns with commas'],
    [
      ['p', 'n', 'pp_median', 'pp_min'],
      'a summary does not say which values its medians stand for: give one row for each repeat',
    ],
  ])('has a hint for the header %j', (header, hint) => {
    const found = findColumns(header);
    expect(found.ok || found.failure[0]?.hint).toBe(hint);
  });
});
