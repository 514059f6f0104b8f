const plain = /^[\u0020-\u007e]*$/;

/** Marks that stand upon the character before them, and characters that are not seen. */
const without = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** What terminals show in two cells; see Unicode Standard Annex #11, "East Asian Width". */
const wide =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;

const cellsOf = (character: string): number =>
  without.test(character) ? 0 : wide.test(character) ? 2 : 1;

/** The cells of a terminal that a line takes; joined emoji count as their parts, which is never too few. */
export const textWidth = (line: string): number => {
  if (plain.test(line)) return line.length;
  let cells = 0;
  for (const character of line) cells += cellsOf(character);
  return cells;
};

const takeCells = (line: string, columns: number): string => {
  let cells = 0;
  let taken = '';
  for (const character of line) {
    cells += cellsOf(character);
    if (cells > columns) break;
    taken += character;
  }
  return taken;
};

const cut = '..';

/** A line that is no wider than this; two dots stand for what is cut off. */
export const cutText = (line: string, columns: number): string => {
  if (textWidth(line) <= columns) return line;
  return columns <= cut.length * 2
    ? takeCells(line, columns)
    : `${takeCells(line, columns - cut.length).trimEnd()}${cut}`;
};

/** A line with blanks behind it up to a width. */
export const padText = (line: string, columns: number): string =>
  line + ' '.repeat(Math.max(0, columns - textWidth(line)));

/** A word that is wider than a line, in pieces that are not. */
const breakWord = (word: string, columns: number): readonly string[] => {
  const pieces: string[] = [];
  let rest = word;
  while (textWidth(rest) > columns) {
    // A line of one cell cannot hold a wide character; it gets it all the same.
    const piece = takeCells(rest, columns) || String.fromCodePoint(rest.codePointAt(0) ?? 0);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return rest === '' ? pieces : [...pieces, rest];
};

/** A number and its unit stay together. */
const breakable = / (?!(?:%|[kMGT]?i?B(?:\/s)?|[num]?s)(?![a-z]))/;

/** A paragraph in lines that are no wider than this, broken between words; all but the first are indented. */
export const wrapText = (paragraph: string, columns: number, indent = ''): readonly string[] => {
  const margin = indent.length * 2 < columns ? indent : '';
  const words = paragraph
    .replaceAll(/\s+/g, ' ')
    .split(breakable)
    .filter((word) => word !== '')
    .flatMap((word) => breakWord(word, columns - margin.length));
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = `${margin}${word}`;
    }
  }
  return [...lines, line];
};
