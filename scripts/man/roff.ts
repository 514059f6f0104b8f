/**
 * Text as troff prints it: a backslash begins a request of its own, a hyphen would become a typographic
 * one that cannot be pasted, and a line that begins with a dot or an apostrophe is a request; see
 * groff(7) and man-pages(7).
 */
const escapeText = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll(/^\./gm, '\\&.');

/** Text to be typed as it stands. */
export const bold = (text: string): string => `\\fB${escapeText(text)}\\fR`;

/** Text that stands for something else. */
export const italic = (text: string): string => `\\fI${escapeText(text)}\\fR`;

/** A heading. */
export const section = (title: string): string => `.SH ${escapeText(title.toUpperCase())}`;

/** A heading within a section. */
export const subsection = (title: string): string => `.SS ${escapeText(title)}`;

/** A term that is already set, and what it means. */
export const definition = (term: string, meaning: string): string =>
  `.TP\n${term}\n${escapeText(meaning)}`;

/** A command line in lines of its own. */
export const example = (line: string, says: string): string =>
  `.PP\n${escapeText(says)}:\n.PP\n.RS 4\n.nf\n${bold(line)}\n.fi\n.RE`;

/** A paragraph. */
export const paragraph = (text: string): string => `.PP\n${escapeText(text)}`;
