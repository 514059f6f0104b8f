import type { Spec as VegaSpec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { plainText } from '../plain-text.ts';

/** Compiles a figure to what Vega draws; the same figure gives the same result. */
export const compileSpec = async (spec: TopLevelSpec): Promise<VegaSpec> => {
  // Imported here: the two take 200 ms to load, and most commands draw nothing.
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Without a logger it writes its warnings to the console.
  return vegaLite.compile(spec, { logger: vega.logger(vega.None) }).spec;
};

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

/** Draws a figure without a browser; the same figure gives the same bytes. */
export const drawSvg = async (
  spec: TopLevelSpec,
  title: string,
  description: string,
): Promise<string> => {
  const compiled = await compileSpec(spec);
  const vega = await import('vega');
  vega.resetSVGDefIds();
  const logger = vega.logger(vega.None);
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
  try {
    // XML has no control characters: no viewer would open the drawing.
    return plainText(withDescription(await view.toSVG(), title, description));
  } finally {
    view.finalize();
  }
};
