const plain = /^[\w%+,./:=@-]+$/;

/** A command line that a POSIX shell reads as just these arguments, for people to copy. */
export const shellWords = (argv: readonly string[]): string =>
  argv.map((word) => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
