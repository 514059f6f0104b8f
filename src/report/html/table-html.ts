import { markup, type Html } from './markup.ts';
import { renderText } from './running-text.ts';
import type { TableBlock } from './table-block.ts';

/** Verdicts that a reader must not overlook. */
const unproven = ['not-binding', 'violated', 'disturbed', 'failed', 'not run'];

const cellOf = (text: string): Html =>
  unproven.includes(text) ? markup`<strong class="unproven">${text}</strong>` : renderText(text);

/** Characters of the longest cell that stands on one line. */
const oneLine = 32;

/** The first cell of a row names it. */
const renderCell = (cell: string, at: number, side: string): Html => {
  const looks = cell.length > oneLine ? `${side} long` : side;
  return at === 0
    ? markup`<th scope="row" class="${looks}">${cellOf(cell)}</th>`
    : markup`<td class="${looks}">${cellOf(cell)}</td>`;
};

/** A table that scrolls by itself where the page is too narrow for it. */
export const renderTable = (
  { columns, rows }: Omit<TableBlock, 'kind'>,
  caption?: string,
): Html => {
  const sides = columns.map(({ isNumber }) => (isNumber ? 'number' : 'word'));
  return markup`<div class="scroller"><table>
${caption === undefined ? [] : markup`<caption><span>${renderText(caption)}</span></caption>`}
<thead><tr>${columns.map(
    ({ heading }, at) =>
      markup`<th scope="col" class="${sides[at] ?? ''}">${renderText(heading)}</th>`,
  )}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map((cell, at) => renderCell(cell, at, sides[at] ?? ''))}</tr>\n`)}</tbody>
</table></div>`;
};

/** Rows from which on a table is folded: what is folded takes no time to lay out, and pushes nothing away. */
const foldedFrom = 60;

/** The same, folded where it is long. */
export const renderFoldedTable = (table: Omit<TableBlock, 'kind'>, caption?: string): Html =>
  table.rows.length < foldedFrom
    ? renderTable(table, caption)
    : markup`<details><summary>${caption === undefined ? 'Table' : renderText(caption)} (${String(table.rows.length)} rows)</summary>
${renderTable(table)}</details>`;
