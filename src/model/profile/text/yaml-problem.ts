import type { YAMLError } from 'yaml';
import type { Expectation } from '../expectation.ts';

const keyAt = (text: string, offset: number): string =>
  /^["']?([^\s:"',{}[\]]+)/.exec(text.slice(offset, offset + 100))?.[1] ?? '';

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What the YAML reader found wrong, in our own words where its own assume knowledge of its insides. */
export const describeYamlError = (
  error: YAMLError,
  text: string,
): Pick<Expectation, 'hint'> & { readonly message: string } => {
  const found = text.charAt(error.pos[0]);
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return { message: `expected each key once, got '${keyAt(text, error.pos[0])}' again` };
    case 'TAB_AS_INDENT':
      return { message: 'expected spaces before the first word of a line, got a tab' };
    case 'MULTIPLE_DOCS':
      return {
        message: "expected one profile in a file, got a second document after '---'",
        hint: 'put each profile in a file of its own',
      };
    case 'NON_STRING_KEY':
      return { message: 'expected a plain name as key, got a list, a mapping or nothing' };
    case 'BAD_SCALAR_START':
      return {
        message: `expected a value, got '${found}', which cannot begin one`,
        hint: 'put the value in quotes',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: 'expected a value, got what reads as a mapping inside it',
        hint: "put a value that contains ': ' in quotes; begin a nested mapping on a line of its own",
      };
    case 'BAD_INDENT':
    case 'MISSING_CHAR': {
      const end = /end with a ([\]}])/.exec(error.message)?.[1];
      if (end !== undefined) return { message: `expected '${end}' before this` };
      if (/closing ["']/.test(error.message))
        return { message: 'expected a closing quote before this' };
      if (error.message.includes('same column'))
        return { message: 'expected the keys of one mapping in the same column' };
      return { message: `not valid YAML: ${lowerFirst(error.message)}` };
    }
    default:
      return { message: `not valid YAML: ${lowerFirst(error.message)}` };
  }
};
