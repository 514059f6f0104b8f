import { parseTable, type TableBlock } from './table-block.ts';

/** A part of `report.md`. */
export type ReportBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'verbatim'; readonly text: string }
  | { readonly kind: 'picture'; readonly path: string }
  | TableBlock;

const parseChunk = (chunk: string): ReportBlock => {
  const heading = /^(#+) (.*)$/.exec(chunk);
  if (heading !== null)
    return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' };
  const picture = /^!\[[^\]]*\]\(([^)]*)\)$/.exec(chunk);
  if (picture !== null) return { kind: 'picture', path: picture[1] ?? '' };
  const lines = chunk.split('\n');
  if (lines.every((line) => line.startsWith('- ')))
    return { kind: 'list', items: lines.map((line) => line.slice(2)) };
  return parseTable(lines) ?? { kind: 'paragraph', text: chunk };
};

/** A fence, what is in it, and the same fence again. */
const fenced = /^(`{3,})[^\n]*\n(.*?)\n?^\1$/ms;

const parseText = (text: string): readonly ReportBlock[] =>
  text
    .split(/\n{2,}/)
    .map((chunk) => chunk.replaceAll(/^\n+|\n+$/g, ''))
    .filter((chunk) => chunk !== '')
    .map(parseChunk);

/**
 * The parts of a report in the Markdown that this program writes: headings, paragraphs, lists of one
 * level, tables, fenced text, pictures. The page is made from them, so that it says what `report.md` says.
 */
export const parseReport = (markdown: string): readonly ReportBlock[] => {
  const match = fenced.exec(markdown);
  if (match === null) return parseText(markdown);
  return [
    ...parseText(markdown.slice(0, match.index)),
    { kind: 'verbatim', text: match[2] ?? '' },
    ...parseReport(markdown.slice(match.index + match[0].length)),
  ];
};
