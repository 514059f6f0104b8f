import type { CommandSpec, OptionSpec } from '../command-spec.ts';
import { optionsOf } from '../help-text.ts';
import { offerOf, type Offer } from './values.ts';

/** In single quotes fish knows two escapes. */
const quote = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;

const choices = (offer: Offer): string => {
  switch (offer.kind) {
    case 'words':
      return `-xa ${quote(offer.words.join(' '))}`;
    case 'profile':
      return `-kxa '(__emulate_profiles; __fish_complete_suffix .yaml)'`;
    case 'results':
      return `-kxa '(__emulate_results; __fish_complete_path)'`;
    case 'folder':
      return `-xa '(__fish_complete_directories)'`;
    case 'file':
      return '-rF';
  }
};

const optionLine = (condition: string, [name, spec]: readonly [string, OptionSpec]): string => {
  const { alias, complete, describe, type, value } = spec;
  return [
    `complete -c emulate -n ${quote(condition)}`,
    `-l ${spec.default === true ? 'no-' : ''}${name}`,
    ...(alias === undefined ? [] : [`-s ${alias}`]),
    ...(type !== 'string'
      ? []
      : [complete === undefined ? '-x' : choices(offerOf(complete, value))]),
    `-d ${quote(describe)}`,
  ].join(' ');
};

const positionalLines = (condition: string, { positionals = {} }: CommandSpec): readonly string[] =>
  Object.values(positionals).flatMap(({ complete }) =>
    complete === undefined
      ? []
      : [`complete -c emulate -n ${quote(condition)} ${choices(offerOf(complete))}`],
  );

/** Completion for fish. It starts no program. */
export const fishCompletion = (commands: readonly CommandSpec[], profileFolder: string): string => {
  const names = commands.map(({ name }) => name).join(' ');
  const conditionOf = ({ name, isDefault }: CommandSpec): string =>
    isDefault === true
      ? `__fish_seen_subcommand_from ${name}; or not __fish_seen_subcommand_from ${names}`
      : `__fish_seen_subcommand_from ${name}`;
  return [
    "# Completion of emulate for fish. Made by 'emulate completion fish'.",
    'function __emulate_profiles',
    `  for file in ${quote(profileFolder)}/*.yaml`,
    "    string replace -r '.*/(.*)\\.yaml$' '$1' -- $file",
    '  end',
    'end',
    'function __emulate_results',
    '  for file in results/*/manifest.json',
    "    string replace '/manifest.json' '' -- $file",
    '  end',
    'end',
    'complete -c emulate -f',
    ...commands.map(
      ({ name, describe }) =>
        `complete -c emulate -n 'not __fish_seen_subcommand_from ${names}' -a ${name} -d ${quote(describe)}`,
    ),
    ...commands.flatMap((command) => [
      ...Object.entries(optionsOf(command)).map((option) =>
        optionLine(conditionOf(command), option),
      ),
      ...positionalLines(conditionOf(command), command),
    ]),
    '',
  ].join('\n');
};
