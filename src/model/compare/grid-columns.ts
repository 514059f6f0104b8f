import { quoteText } from '../profile/describe-value.ts';
import { failed, success, type Result } from '../result.ts';

/** What a column of a grid's CSV file is read as. */
export type GridColumn = 'p' | 'n' | 'pp' | 'tg' | 'pair' | 'round';

const namesOfRate = (metric: 'pp' | 'tg'): readonly string[] =>
  ['mean', '', 'avg', 'tps', 'ts', 'tokens_per_second'].map((each) =>
    each === '' ? metric : `${metric}_${each}`,
  );

/** Names under which each column is known; upper and lower case are the same. */
export const columnNames: Readonly<Record<GridColumn, readonly string[]>> = {
  p: ['p', 'n_prompt', 'prompt'],
  n: ['n', 'n_gen', 'gen'],
  pp: namesOfRate('pp'),
  tg: namesOfRate('tg'),
  pair: ['pair'],
  round: ['round'],
};

/** Where each column stands, from 0; undefined for one that the file does not have. */
export type ColumnPlaces = Readonly<Record<GridColumn, number | undefined>>;

/** What is wrong with a header. */
export interface HeaderProblem {
  /** The field at fault, from 0. */
  readonly index: number;
  readonly message: string;
  readonly hint?: string;
}

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

const summaryHint =
  'a summary does not say which values its medians stand for: give one row for each repeat';
const commaHint = 'separate the columns with commas';

const findColumn = (
  header: readonly string[],
  column: GridColumn,
): Result<number | undefined, HeaderProblem> => {
  const places = header.flatMap((name, index) =>
    columnNames[column].includes(name.toLowerCase()) ? [index] : [],
  );
  const [first, second] = places;
  if (second === undefined) return success(first);
  const named = places.map((index) => header[index] ?? '');
  return failed({
    index: second,
    message: `expected one column for ${column}, got ${list(named)}`,
    hint: 'rename those that are not to be compared',
  });
};

const hintFor = (header: readonly string[]): { readonly hint?: string } => {
  if (header.length === 1 && /[;\t|]/.test(header[0] ?? '')) return { hint: commaHint };
  return header.some((name) => /^(pp|tg)_median$/i.test(name)) ? { hint: summaryHint } : {};
};

const missing = (header: readonly string[], what: string): HeaderProblem => ({
  index: 0,
  message: `expected ${what}, got the columns ${quoteText(header.join(', '))}`,
  ...hintFor(header),
});

/**
 * Finds the columns of a grid: p and n, at least one rate, and what pairs rows. Other columns are
 * ignored; two for the same thing are a problem, because either could be meant.
 */
export const findColumns = (
  header: readonly string[],
): Result<ColumnPlaces, readonly HeaderProblem[]> => {
  const problems: HeaderProblem[] = [];
  const find = (column: GridColumn): number | undefined => {
    const found = findColumn(header, column);
    if (found.ok) return found.value;
    problems.push(found.failure);
    // It is there, if in excess: that it is missing would be wrong to say.
    return found.failure.index;
  };
  const places: ColumnPlaces = {
    p: find('p'),
    n: find('n'),
    pp: find('pp'),
    tg: find('tg'),
    pair: find('pair'),
    round: find('round'),
  };
  for (const column of ['p', 'n'] as const)
    if (places[column] === undefined)
      problems.push(missing(header, `a column for ${column} (${list(columnNames[column])})`));
  if (places.pp === undefined && places.tg === undefined)
    problems.push(
      missing(
        header,
        `a column for pp (${list(columnNames.pp)}) or for tg (${list(columnNames.tg)})`,
      ),
    );
  return problems.length === 0 ? success(places) : failed(problems);
};
