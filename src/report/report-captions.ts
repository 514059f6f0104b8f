type Kind = 'Table' | 'Figure';

/** The caption of a table (above it) or of a figure (below it); it gets its number in the whole report. */
export const caption = (kind: Kind, text: string): string => `**${kind}.** ${text}`;

/**
 * Numbers tables and figures in the order in which they appear: sections are rendered apart from one
 * another. No line of a profile's YAML begins like a caption, so a quoted profile stays as it is.
 */
export const numberCaptions = (markdown: string): string => {
  const counts = { Table: 0, Figure: 0 };
  return markdown.replaceAll(/^\*\*(Table|Figure)\.\*\* /gm, (_, kind: Kind) => {
    counts[kind] += 1;
    return `**${kind} ${counts[kind]}.** `;
  });
};
