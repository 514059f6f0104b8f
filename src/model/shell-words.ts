/** A word in the quotes of a POSIX shell, whatever is in it. */
export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A word as a POSIX shell reads it, in quotes only where it needs them. */
export const quoteWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : quote(word);

/** A command line that a POSIX shell reads as just these words, for people to copy. */
export const quoteCommand = (argv: readonly string[]): string => argv.map(quoteWord).join(' ');
