import type { TopLevelSpec } from 'vega-lite';
import type { Layer } from './layer.ts';
import { plotSize } from './plot-size.ts';

const charactersOfLine = 88;

/** Sentences in lines that are not wider than the plot. */
const wrap = (sentences: readonly string[]): string[] => {
  const lines: string[] = [];
  for (const word of sentences.join(' ').split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > charactersOfLine) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
};

/** A figure of layers with notes on how to read it above the plot; without a title and colours. */
export const figureSpec = (layers: readonly Layer[], notes: readonly string[]): TopLevelSpec => ({
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  title: {
    text: '',
    subtitle: wrap(notes),
    anchor: 'start',
    offset: 12,
    fontSize: 14,
    subtitleFontSize: 11,
    subtitlePadding: 4,
  },
  ...plotSize,
  padding: 12,
  layer: [...layers],
  config: {
    font: 'DejaVu Sans, sans-serif',
    axis: { labelFontSize: 11, titleFontSize: 12, titlePadding: 10 },
    legend: { labelFontSize: 11, orient: 'bottom', direction: 'horizontal', offset: 14 },
  },
});

/** A figure with its title above the notes, for where nothing else says what it is. */
export const withTitle = (spec: TopLevelSpec, title: string): TopLevelSpec => ({
  ...spec,
  title:
    typeof spec.title === 'object' && !Array.isArray(spec.title)
      ? { ...spec.title, text: title }
      : title,
});
