/** What a schema expected of a value, in our own words. */
export interface Expectation {
  readonly expected: string;
  readonly hint?: string;
}

/**
 * Packs an expectation into the message of a schema issue. The schemas carry our own words there, so
 * that no text of the schema library reaches a user.
 */
export const expects = (expected: string, hint?: string): string =>
  hint === undefined ? expected : `${expected}\n${hint}`;

/** Takes apart what {@link expects} packed. */
export const readExpectation = (message: string): Expectation => {
  const [expected = '', hint] = message.split('\n');
  return { expected, ...(hint === undefined ? {} : { hint }) };
};

/** `'a', 'b' or 'c'`. */
export const listNames = (names: readonly string[]): string => {
  const quoted = names.map((name) => `'${name}'`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
};
