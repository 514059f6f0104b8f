import type { Chart, ChartView } from './chart.ts';
import { jsonElement, markup, raw, type Html } from './markup.ts';
import { renderText } from './running-text.ts';
import { renderTable } from './table-html.ts';

/**
 * A drawing as an address that an image can have: it needs no file. What describes its marks one by one is
 * left out, for nobody hears it within an image.
 */
const addressOf = (svg: string): string =>
  `data:image/svg+xml;utf8,${svg
    .trim()
    .replaceAll(/ (?:role|aria-[a-z]+)="[^"]*"/g, '')
    .replaceAll(/[%#"\n]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;

const renderChoice = ({ figure, views }: Chart): Html =>
  views.length < 2
    ? markup``
    : markup`<fieldset class="views"><legend class="unseen">Values of ${figure.title}</legend>
${views.map(
  ({ id, label }, at) =>
    markup`<label><input type="radio" name="view-${figure.id}" value="${id}"${raw(at === 0 ? ' checked' : '')}><span>${label}</span></label>`,
)}</fieldset>`;

const renderNotes = ({ views }: Chart): Html =>
  markup`${views.map(
    ({ id, notes }: ChartView, at) =>
      markup`<span class="notes" data-view="${id}"${raw(at === 0 ? '' : ' hidden')}>${notes}</span>`,
  )}`;

/** The numbers of a figure, for those who cannot see it or want to copy them. */
const renderNumbers = ({ figure: { table } }: Chart): Html =>
  markup`<details><summary>The numbers of this figure</summary>
${renderTable(
  {
    columns: table.columns.map((heading) => ({ heading, isNumber: false })),
    rows: table.rows,
  },
  table.caption,
)}</details>`;

/**
 * A figure: the still drawing for print and for browsers without scripts, the place where the chart
 * runtime draws, its controls, its numbers, and what the runtime draws from.
 */
export const renderChart = (chart: Chart, caption?: string): Html => {
  const { figure, still, views } = chart;
  return markup`<figure class="chart" id="figure-${figure.id}">
<div class="controls" hidden>${renderChoice(chart)}<div class="tests" role="group" aria-label="Tests that stand out"></div></div>
<div class="plot" hidden tabindex="0" role="group" aria-label="${figure.title}. The arrow keys go from point to point."></div>
<p class="spoken unseen" aria-live="polite"></p>
<img class="still" alt="${figure.description}" src="${addressOf(still)}">
<figcaption>${caption === undefined ? markup`<strong>${figure.title}.</strong>` : renderText(caption)} ${renderNotes(chart)}</figcaption>
${renderNumbers(chart)}
${jsonElement(views.map(({ id, spec, dark }) => ({ id, spec, dark })))}
</figure>`;
};
