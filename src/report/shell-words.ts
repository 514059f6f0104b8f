/** A word as a POSIX shell reads it, in quotes where it needs them. */
export const quoteWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A command line that a POSIX shell reads as the given words. */
export const quoteCommand = (argv: readonly string[]): string => argv.map(quoteWord).join(' ');
