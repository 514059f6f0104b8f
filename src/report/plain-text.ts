/** What a terminal obeys instead of showing it, apart from tabs and line breaks: controls, and changes of direction. */
const obeyed = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const replacement = '\ufffd';
const deleted = '\u2421';
/** The pictures of the controls 0 to 31 stand here in their order. */
const firstPicture = 0x2400;

const show = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code === 0x7f) return deleted;
  return code < 0x20 ? String.fromCharCode(firstPicture + code) : replacement;
};

/**
 * A text that a terminal shows and does not obey: an escape sequence in a title from elsewhere can be
 * seen (`␛[2J`), and does nothing. As long as it was, with its tabs and line breaks.
 */
export const plainText = (text: string): string => text.replaceAll(obeyed, show);

/** The same on one line: line breaks and tabs are blanks. */
export const plainLine = (text: string): string => plainText(text).replaceAll(/[\n\t]+/g, ' ');
