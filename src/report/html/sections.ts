import type { Chart } from './chart.ts';
import { renderChart } from './chart-html.ts';
import { markup, type Html } from './markup.ts';
import type { ReportBlock } from './report-blocks.ts';
import { plainText, renderText } from './running-text.ts';
import { renderFoldedTable } from './table-html.ts';

/** A part of a report under a heading of its own. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

/** Finds what is drawn at a path among the outputs. */
export type FindCharts = (path: string) => readonly Chart[];

const idOf = (title: string): string =>
  plainText(title)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** What stands before the first section, and the sections. */
export const splitSections = (
  blocks: readonly ReportBlock[],
): { readonly head: readonly ReportBlock[]; readonly sections: readonly Section[] } => {
  const starts = blocks.flatMap((block, at) =>
    block.kind === 'heading' && block.level === 2 ? [{ title: block.text, at }] : [],
  );
  return {
    head: blocks.slice(0, starts[0]?.at),
    sections: starts.map(({ title, at }, index) => ({
      id: idOf(title),
      title,
      blocks: blocks.slice(at + 1, starts[index + 1]?.at),
    })),
  };
};

const isCaption = (block: ReportBlock | undefined, of: 'Table' | 'Figure'): string | undefined =>
  block?.kind === 'paragraph' && block.text.startsWith(`**${of} `) ? block.text : undefined;

const renderBlock = (block: ReportBlock): Html => {
  switch (block.kind) {
    case 'heading':
      return block.level === 3
        ? markup`<h3>${renderText(block.text)}</h3>`
        : markup`<h4>${renderText(block.text)}</h4>`;
    case 'paragraph':
      return markup`<p>${renderText(block.text)}</p>`;
    case 'list':
      return markup`<ul>
${block.items.map((item) => markup`<li>${renderText(item)}</li>\n`)}</ul>`;
    case 'verbatim':
      return markup`<pre><code>${block.text}</code></pre>`;
    case 'table':
      return renderFoldedTable(block);
    case 'picture':
      return markup``;
  }
};

/** The caption goes into the figure where there is one, and above several. */
const renderCharts = (charts: readonly Chart[], caption: string | undefined): Html =>
  charts.length === 1
    ? markup`${charts.map((chart) => renderChart(chart, caption))}`
    : markup`${caption === undefined ? [] : markup`<p>${renderText(caption)}</p>`}
${charts.map((chart) => renderChart(chart))}`;

/** Blocks in their order; a caption goes into its table, or to its figure. */
export const renderBlocks = (blocks: readonly ReportBlock[], find: FindCharts): Html => {
  const parts: Html[] = [];
  for (const [at, block] of blocks.entries()) {
    const next = blocks[at + 1];
    if (isCaption(block, 'Table') !== undefined && next?.kind === 'table') continue;
    if (isCaption(block, 'Figure') !== undefined && blocks[at - 1]?.kind === 'picture') continue;
    const ownCaption = isCaption(blocks[at - 1], 'Table');
    if (block.kind === 'table') parts.push(renderFoldedTable(block, ownCaption));
    else if (block.kind === 'picture')
      parts.push(renderCharts(find(block.path), isCaption(next, 'Figure')));
    else parts.push(renderBlock(block));
  }
  return markup`${parts.map((part) => markup`${part}\n`)}`;
};

/** A section of the page. */
export const renderSection = ({ id, title, blocks }: Section, find: FindCharts): Html =>
  markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${renderText(title)}</h2>
${renderBlocks(blocks, find)}</section>
`;
