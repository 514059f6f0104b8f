import type { TopLevelSpec } from 'vega-lite';
import type { OutputFile } from '../model/output-file.ts';
import { describeCurves } from './figure-description.ts';
import { figurePath, hasFigure } from './figure-path.ts';
import { figureSpec } from './figure-spec.ts';
import type { Findings } from './findings.ts';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Puts a title and a description at the start of an SVG, where screen readers look for them. */
const withDescription = (svg: string, title: string, description: string): string =>
  svg.replace(
    /<svg\b[^>]*>/,
    (opening) =>
      `${opening.slice(0, -1)} role="img">` +
      `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>`,
  );

/** Draws a spec without a browser; the same spec gives the same bytes. */
const drawSvg = async (spec: TopLevelSpec): Promise<string> => {
  // Imported here: the two take 200 ms to load, and most commands draw nothing.
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  vega.resetSVGDefIds();
  // Without a logger the two write their warnings to the console.
  const logger = vega.logger(vega.None);
  const compiled = vegaLite.compile(spec, { logger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
};

/** Draws one figure for each sweep. */
export const renderFigures = async ({
  manifest,
  curves,
}: Findings): Promise<readonly OutputFile[]> => {
  const { profile } = manifest.plan;
  const figures: OutputFile[] = [];
  for (const sweep of curves.sweeps.filter(hasFigure)) {
    const title = `${profile.name}: throughput over ${sweep.parameter}`;
    const svg = await drawSvg(figureSpec(sweep, curves.reference, profile.requirements, title));
    const text = withDescription(svg, title, describeCurves(sweep, curves.reference));
    figures.push({ path: figurePath(sweep), text: `${text}\n` });
  }
  return figures;
};
