import { answeredOptions, commonOptions } from '../../src/cli/command-options/common.ts';
import type { CommandSpec, OptionSpec, OptionTable } from '../../src/cli/command-spec.ts';
import { commands } from '../../src/cli/command-table.ts';
import { exitCodeTexts } from '../../src/cli/exit-code-text.ts';
import { groupOptions } from '../../src/cli/help-text.ts';
import { bold, definition, example, italic, paragraph, section, subsection } from './roff.ts';

/** Names of programs and formats keep their small letters. */
const isName = (text: string): boolean => /^(\w+-|csv\b|pp\b|bash\b)/.test(text);

const sentence = (text: string): string =>
  isName(text) ? `${text}.` : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

const optionTerm = (name: string, { alias, value, ...spec }: OptionSpec): string => {
  const long = bold(`--${spec.default === true ? 'no-' : ''}${name}`);
  const short = alias === undefined ? '' : `${bold(`-${alias}`)}, `;
  return `${short}${long}${value === undefined ? '' : ` ${italic(value)}`}`;
};

const optionLines = (table: OptionTable): readonly string[] =>
  Object.entries(table).map(([name, spec]) =>
    definition(optionTerm(name, spec), sentence(spec.describe)),
  );

/** Options that another command shares are told there. */
const sharedWith = (command: CommandSpec): CommandSpec | undefined => {
  const [main] = commands.filter(({ isDefault }) => isDefault === true);
  return main !== command &&
    main !== undefined &&
    Object.entries(command.options).length > 8 &&
    Object.entries(command.options).every(([name, spec]) => main.options[name] === spec)
    ? main
    : undefined;
};

const commandLines = (command: CommandSpec): readonly string[] => {
  const { name, usage, describe, positionals = {}, options, examples, notes } = command;
  const shared = sharedWith(command);
  return [
    subsection(`emulate ${name} ${usage}`),
    paragraph(sentence(describe)),
    ...(notes === undefined ? [] : [paragraph(notes)]),
    ...Object.entries(positionals).map(([argument, spec]) =>
      definition(italic(argument.toUpperCase()), sentence(spec.describe)),
    ),
    ...(shared === undefined
      ? [...groupOptions(options)].flatMap(([, group]) => optionLines(Object.fromEntries(group)))
      : [paragraph(`Options as of ${shared.name}, without those of what it writes.`)]),
    ...examples.map(({ line, says }) => example(line, sentence(says).slice(0, -1))),
  ];
};

const environment: readonly (readonly [string, string])[] = [
  [
    'EMULATE_LLAMA_BENCH',
    'The llama-bench to measure with, where --llama-bench does not name one.',
  ],
  ['XDG_CACHE_HOME', 'Its folder emulate holds what is built, made and calibrated (~/.cache).'],
  [
    'XDG_STATE_HOME',
    'Its folder emulate holds the journal of changes to the host, and volumes (~/.local/state).',
  ],
  ['NO_COLOR', 'No colours on a terminal.'],
];

const files: readonly (readonly [string, string])[] = [
  ['results/TIME-PROFILE/', 'One sweep: manifest.json, runs.jsonl, and what is made of them.'],
  ['runs.jsonl', 'One line for each run, with all of its samples and its evidence.'],
  ['report.md, report.html, curves.csv, samples.csv', 'Made from these; report makes them again.'],
];

/** The manual page, from the same tables as --help; troff with the macros of man(7). */
export const renderManual = (version: string): string =>
  [
    `.\\" Made by 'npm run man' from the tables of --help.`,
    `.TH EMULATE 1 "" "emulate ${version}" "User Commands"`,
    section('Name'),
    'emulate \\- degradation curves of LLM inference under memory\\-tier constraints',
    section('Synopsis'),
    `.B emulate`,
    `\\-\\-profile ${italic('NAME')} [${italic('options')}] [\\-\\- ${italic('ARGS-OF-LLAMA-BENCH')}...]`,
    '.br',
    '.B emulate',
    `${italic('COMMAND')} [${italic('options')}]`,
    section('Description'),
    "Runs llama.cpp's llama\\-bench while the weights of a model come through a memory tier whose limits stand in a YAML profile, or under limits that the kernel keeps, and prints how throughput of prompts (pp) and of generation (tg) falls with each limit: with intervals, with evidence for every point that the limit acted, and with the level that keeps a required share.",
    paragraph(
      'Results go to standard output, everything else to standard error. Measuring a tier needs no root.',
    ),
    section('Commands'),
    ...commands.flatMap(commandLines),
    section('Options of every command'),
    ...optionLines({ ...commonOptions, ...answeredOptions }),
    section('Exit status'),
    ...exitCodeTexts.map(({ code, means }) => definition(bold(code), sentence(means))),
    paragraph("exec ends with the program's own exit code:"),
    ...(commands.find(({ name }) => name === 'exec')?.exitCodes ?? []).map(({ code, means }) =>
      definition(bold(code), sentence(means)),
    ),
    section('Environment'),
    ...environment.map(([name, says]) => definition(bold(name), says)),
    section('Files'),
    ...files.map(([name, says]) => definition(italic(name), says)),
    section('See also'),
    `${bold('llama-bench')}, ${bold('fio')}(1), ${bold('systemd-run')}(1), ${bold('cgroups')}(7)`,
    '',
  ].join('\n');
