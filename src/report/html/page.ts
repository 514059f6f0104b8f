import type { Findings } from '../findings.ts';
import { figuresOf } from '../figures/figure.ts';
import { compileChart, type Chart } from './chart.ts';
import { contentPolicy } from './content-policy.ts';
import { plainLine } from '../plain-text.ts';
import { markup, raw, type Html } from './markup.ts';
import { parseReport } from './report-blocks.ts';
import { renderText } from './running-text.ts';
import {
  renderBlocks,
  renderSection,
  splitSections,
  type FindCharts,
  type Section,
} from './sections.ts';
import { pageStyle } from './style.ts';

/** What the page is made of, beside the findings. */
export interface PageParts {
  /** The report in Markdown: the page says what it says. */
  readonly markdown: string;
  /** The script that makes charts of drawings; without it the page has drawings alone. */
  readonly chartRuntime: string | undefined;
}

/** A script's text as it stands in the page; the bundler writes no `</script`, which would end it. */
const checkedScript = (text: string): string => {
  if (/<\/script|<!--/i.test(text))
    throw new Error('Internal error: the chart runtime would end its element.');
  return text.trim();
};

/** Finds figures by the path of a drawing: that of one figure, or that of all figures of a parameter. */
const finderOf =
  (charts: readonly Chart[]): FindCharts =>
  (path) =>
    charts.filter(({ figure: { id, parameter } }) =>
      [`figures/${id}.svg`, `figures/${parameter}.svg`].includes(path),
    );

const renderContents = (sections: readonly Section[]): Html =>
  markup`<nav aria-label="Contents"><ul>
${sections.map(({ id, title }) => markup`<li><a href="#${id}">${renderText(title)}</a></li>\n`)}</ul></nav>`;

/** `report.html`: everything that `report.md` says, with charts, in one file that loads nothing. */
export const renderPage = async (findings: Findings, parts: PageParts): Promise<string> => {
  const { manifest } = findings;
  const title = plainLine(manifest.plan.profile.title);
  const charts = await Promise.all(figuresOf(findings).map(compileChart));
  const find = finderOf(charts);
  // The title is the profile's and may look like anything; the rest is this program's own Markdown.
  const { head, sections } = splitSections(
    parseReport(parts.markdown.slice(parts.markdown.indexOf('\n'))),
  );
  const scripts = parts.chartRuntime === undefined ? [] : [checkedScript(parts.chartRuntime)];
  const policy = contentPolicy({ scripts, styles: [pageStyle] });
  return markup`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="generator" content="emulate ${manifest.toolVersion}">
    <title>${title}</title>
    <style>${raw(pageStyle)}</style>
  </head>
  <body>
    <a class="skip" href="#report">Skip to the report</a>
    <div class="frame">
      <header>
        <button type="button" id="theme" hidden>Dark colours</button>
        <h1>${title}</h1>
        ${renderBlocks(head, find)}
      </header>
      ${renderContents(sections)}
      <main id="report">${sections.map((section) => renderSection(section, find))}</main>
    </div>
    ${scripts.map((text) => markup`<script>${raw(text)}</script>`)}
  </body>
</html>
`.html;
};
