import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './command-line.ts';

/** A command line as a document shows it. */
export interface DocumentCommand {
  /** The document, relative to the package's folder. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** A block of code in a document. */
interface Fence {
  readonly line: number;
  readonly language: string;
  readonly lines: readonly string[];
}

const isMarkdown = (name: string): boolean => name.endsWith('.md');

const below = (folder: string): readonly string[] =>
  readdirSync(join(packageFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter(isMarkdown)
    .map((name) => `${folder}/${name}`)
    .toSorted();

/** Every document whose commands must work, in the order in which they are tried. */
export const listDocuments = (): readonly string[] => [
  'README.md',
  'CONTRIBUTING.md',
  'profiles/README.md',
  ...below('docs'),
];

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'shell', 'console']);

/** Whether a block in this language is for a shell. */
export const isShell = (language: string): boolean => shells.has(language);

/** The blocks of code of a Markdown text. */
export const fencesOf = (text: string): readonly Fence[] => {
  const fences: { line: number; language: string; lines: string[] }[] = [];
  let open:
    { fence: string; block: { line: number; language: string; lines: string[] } } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const mark = /^\s*(`{3,}|~{3,})\s*(\S*)/.exec(line);
    if (open === undefined && mark?.[1] !== undefined) {
      open = {
        fence: mark[1],
        block: { line: index + 1, language: mark[2] ?? '', lines: [] },
      };
      fences.push(open.block);
    } else if (open !== undefined && mark?.[1]?.startsWith(open.fence) === true) open = undefined;
    else open?.block.lines.push(line);
  }
  return fences;
};

/** A line without its comment; a '#' inside of quotes or of a word begins none. */
const withoutComment = (line: string): string => {
  let quote: string | undefined;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (quote !== undefined) quote = character === quote ? undefined : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && /^$|\s/.test(line.charAt(index - 1)))
      return line.slice(0, index).trim();
  }
  return line.trim();
};

/** The commands of a Markdown text: every line of its shell blocks, joined where it goes on; a loop is one. */
export const commandsOf = (file: string, text: string): readonly DocumentCommand[] =>
  fencesOf(text)
    .filter(({ language }) => isShell(language))
    .flatMap(({ line, lines }) => {
      const commands: DocumentCommand[] = [];
      let begun: { line: number; text: string } | undefined;
      for (const [index, each] of lines.entries()) {
        const bare = withoutComment(each.replace(/^\$ /, ''));
        const goesOn = bare.endsWith('\\');
        const part = goesOn ? bare.slice(0, -1).trim() : bare;
        begun =
          begun === undefined
            ? { line: line + 1 + index, text: part }
            : { ...begun, text: `${begun.text} ${part}` };
        if (goesOn) continue;
        if (/^(?:for|while) /.test(begun.text) && !begun.text.endsWith('\n done')) {
          begun = { ...begun, text: `${begun.text}\n` };
          continue;
        }
        if (begun.text !== '') commands.push({ file, ...begun });
        begun = undefined;
      }
      return commands;
    });

/** The commands of a document of this repository. */
export const readCommands = (file: string): readonly DocumentCommand[] =>
  commandsOf(file, readFileSync(join(packageFolder, file), 'utf8'));
