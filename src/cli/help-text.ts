import { wrapText } from '../report/text-width.ts';
import { answeredOptions, commonOptions } from './command-options/common.ts';
import type { CommandSpec, ExitCodeText, OptionSpec, OptionTable } from './command-spec.ts';
import { commands, findCommand } from './command-table.ts';
import { exitCodeTexts } from './exit-code-text.ts';

const width = 80;

/** Where descriptions of options begin. */
const indent = 26;

/** A term and what it means, side by side; a term that is too long has a line of its own. */
const row = (term: string, text: string, column: number): readonly string[] => {
  const lines = wrapText(text, width - column);
  const head = `  ${term}`;
  const isLong = head.length > column - 2;
  return [
    ...(isLong ? [head] : []),
    ...lines.map((line, index) =>
      index === 0 && !isLong ? `${head.padEnd(column)}${line}` : `${' '.repeat(column)}${line}`,
    ),
  ];
};

/** An option as it is written on a command line. */
export const optionTerm = (name: string, { alias, value, ...spec }: OptionSpec): string => {
  const long = `--${spec.default === true ? 'no-' : ''}${name}${value === undefined ? '' : ` ${value}`}`;
  return alias === undefined ? long : `-${alias}, ${long}`;
};

/** Options under their headings, in the order in which headings first appear. */
export const groupOptions = (
  table: OptionTable,
): ReadonlyMap<string, readonly (readonly [string, OptionSpec])[]> => {
  const groups = new Map<string, [string, OptionSpec][]>();
  for (const [name, spec] of Object.entries(table)) {
    const heading = spec.group ?? 'Options';
    const group = groups.get(heading) ?? [];
    group.push([name, spec]);
    groups.set(heading, group);
  }
  return groups;
};

/** Everything that can stand after a command's name. */
export const optionsOf = ({ options }: CommandSpec): OptionTable => ({
  ...options,
  ...commonOptions,
  ...answeredOptions,
});

const section = (title: string, lines: readonly string[]): readonly string[] => [
  `${title}:`,
  ...lines,
  '',
];

const optionSections = (command: CommandSpec): readonly string[] =>
  [...groupOptions(optionsOf(command))].flatMap(([heading, options]) =>
    section(
      heading,
      options.flatMap(([name, spec]) => row(optionTerm(name, spec), spec.describe, indent)),
    ),
  );

/** A command line is pasted, so it is broken only where a shell takes it as one. */
const exampleLines = (line: string): readonly string[] => {
  const parts = wrapText(line, width - 6);
  return parts.map(
    (part, index) =>
      `  ${index === 0 ? '' : '  '}${part}${index === parts.length - 1 ? '' : ' \\'}`,
  );
};

const exampleSection = ({ examples }: CommandSpec): readonly string[] =>
  section(
    examples.length === 1 ? 'Example' : 'Examples',
    examples.flatMap(({ line, says }) => [
      ...exampleLines(line),
      ...wrapText(says, width - 6).map((text) => `      ${text}`),
    ]),
  );

const positionalSection = ({ positionals = {} }: CommandSpec): readonly string[] => {
  const rows = Object.entries(positionals).flatMap(([name, { describe }]) =>
    row(name.toUpperCase(), describe, indent),
  );
  return rows.length === 0 ? [] : section('Arguments', rows);
};

const exitCodeSection = (texts: readonly ExitCodeText[]): readonly string[] =>
  section(
    'Exit codes',
    texts.flatMap(({ code, means }) => row(code, means, 12)),
  );

const streams = 'Results go to standard output, everything else to standard error.';

const overview = (main: CommandSpec): readonly string[] => [
  `Usage: emulate ${main.usage}`,
  '       emulate COMMAND [options]',
  '',
  'Measures how fast a model answers prompts (pp) and generates (tg) as a memory',
  'tier gets slower, with evidence for every point that the limit acted.',
  '',
  ...section(
    "Commands ('emulate COMMAND --help' tells more)",
    commands.flatMap(({ name, describe }) => row(name, describe, 14)),
  ),
  'Without a command, and for run:',
  '',
];

const ownHead = ({ name, usage, describe }: CommandSpec): readonly string[] => [
  ...wrapText(`Usage: emulate ${name} ${usage}`, width),
  '',
  ...wrapText(`${describe.slice(0, 1).toUpperCase()}${describe.slice(1)}.`, width),
  '',
];

/** What --help prints: of the command of a name, or of the whole program with the command that needs none. */
export const renderHelp = (name?: string): string => {
  const command = findCommand(name);
  if (command === undefined) throw new Error(`Internal error: no command '${name ?? ''}'`);
  const isOverview = name === undefined;
  return [
    ...(isOverview ? overview(command) : ownHead(command)),
    ...positionalSection(command),
    ...optionSections(command),
    ...exampleSection(command),
    ...(command.notes === undefined ? [] : [...wrapText(command.notes, width), '']),
    ...exitCodeSection(isOverview ? exitCodeTexts : command.exitCodes),
    ...(isOverview ? [streams, ''] : []),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
};
