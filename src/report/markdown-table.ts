/** A column of a table: its heading, and where its cells stand. */
export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** A column of words. */
export const words = (heading: string): Column => ({ heading, align: 'left' });

/** A column of numbers. */
export const numbers = (heading: string): Column => ({ heading, align: 'right' });

const escapeCell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

const row = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;

/** A table in GitHub's Markdown. */
export const renderTable = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string =>
  [
    row(columns.map(({ heading }) => heading)),
    row(columns.map(({ align }) => (align === 'left' ? '---' : '--:'))),
    ...rows.map(row),
  ].join('\n');

/** A block of text as it is, in a fence that nothing in it can close. */
export const renderBlock = (text: string, language: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
};
