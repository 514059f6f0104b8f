import { Lexer } from 'yaml';
import type { Problem } from '../../failure.ts';
import { describeQuantity } from '../../units.ts';

/** Far above any profile, far below what costs seconds to read. */
const mostCharacters = 2 ** 16;
/** Each is looked for in the whole document, so time grows with their square. */
const mostAliases = 100;
/** The reader of YAML recurses; some thousand levels end the whole process, which nothing can catch. */
const deepestNesting = 64;

/** Put by the lexer between its tokens (document start, flow end, scalar); the text holds none of them. */
const lexerMarks: readonly string[] = ['\u0002', '\u0018', '\u001F'];

const placeAt = (file: string, text: string, offset: number) => {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

const findForbidden = (file: string, text: string): Problem | undefined => {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const match = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFD]/.exec(text);
  if (match === null) return undefined;
  const code = match[0].charCodeAt(0);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const got =
    code === 0xfffd
      ? `bytes that are not UTF-8 (read as ${name})`
      : `the control character ${name}`;
  return {
    place: placeAt(file, text, match.index),
    path: '',
    message: `expected plain text in UTF-8, got ${got}`,
  };
};

/** Where a text has more of something than the reader of YAML can take. */
interface Excess {
  readonly offset: number;
  readonly expected: string;
}

/** The lexer itself does not recurse, and its time grows with the text alone. */
const findExcess = (text: string): Excess | undefined => {
  let aliases = 0;
  let flow = 0;
  let block = 0;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') flow += 1;
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1);
    else if (token === '-' || token === '?') block += 1;
    else if (/^\r?\n/.test(token)) block = 0;
    if (token.startsWith('*')) aliases += 1;
    if (aliases > mostAliases) return { offset, expected: `at most ${mostAliases} aliases` };
    if (flow > deepestNesting || block > deepestNesting)
      return {
        offset,
        expected: `at most ${deepestNesting} lists and mappings inside one another`,
      };
    if (!lexerMarks.includes(token)) offset += token.length;
  }
  return undefined;
};

/** What makes a text unfit to be read as YAML at all; undefined when it can be tried. */
export const guardText = (text: string, file: string): Problem | undefined => {
  if (text.length > mostCharacters) {
    return {
      place: { file, line: 1, column: 1 },
      path: '',
      message: `expected a profile of at most ${describeQuantity('bytes', mostCharacters)}, got ${text.length} characters`,
    };
  }
  const forbidden = findForbidden(file, text);
  if (forbidden !== undefined) return forbidden;
  const excess = findExcess(text);
  return excess === undefined
    ? undefined
    : {
        place: placeAt(file, text, excess.offset),
        path: '',
        message: `expected ${excess.expected}, got more`,
      };
};
