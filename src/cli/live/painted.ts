import type { createColors } from 'picocolors';
import { plainLine } from '../../report/plain-text.ts';
import { cutText, textWidth } from '../../report/text-width.ts';

/** How a part of a line stands out. What it says, it says without colour too. */
export type Tone = 'plain' | 'strong' | 'faint' | 'bar' | 'alert';

/** A part of a line. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** A line of the live view before it is painted. */
export type Line = readonly Span[];

/** The functions that put a text into colours, or leave it as it is. */
export type Colors = ReturnType<typeof createColors>;

/** A part of a line, with nothing in it that a terminal would obey. */
export const span = (text: string, tone: Tone = 'plain'): Span => ({ text: plainLine(text), tone });

/** A part where there is something to say. */
export const optional = (condition: boolean, part: Span): readonly Span[] =>
  condition ? [part] : [];

/** The characters of a line. */
export const textOf = (line: Line): string => line.map(({ text }) => text).join('');

const cutLine = (line: Line, columns: number): Line => {
  const cut: Span[] = [];
  let room = columns;
  for (const { text, tone } of line) {
    const part = cutText(text, room);
    if (part !== '') cut.push({ text: part, tone });
    if (part !== text) break;
    room -= textWidth(text);
  }
  return cut;
};

/** The first of several ways to say something for which there is room; else as much of the last as fits. */
export const fitLine = (layouts: readonly Line[], columns: number): Line => {
  const fitting = layouts.find((line) => textWidth(textOf(line)) <= columns);
  return fitting ?? cutLine(layouts.at(-1) ?? [], columns);
};

/** Parts of a line with something between them. */
export const joinLine = (parts: readonly Span[], separator: string): Line =>
  parts.flatMap((part, at) => (at === 0 ? [part] : [span(separator, 'faint'), part]));

const paintSpan = ({ text, tone }: Span, colors: Colors): string => {
  switch (tone) {
    case 'plain':
      return text;
    case 'strong':
      return colors.bold(text);
    case 'faint':
      return colors.dim(text);
    case 'bar':
      return colors.cyan(text);
    case 'alert':
      return colors.yellow(text);
  }
};

/** A line for a terminal. */
export const paintLine = (line: Line, colors: Colors): string =>
  line.map((each) => paintSpan(each, colors)).join('');
