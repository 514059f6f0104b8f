import type { FailureText } from '../model/failure.ts';
import { nearestName } from '../model/nearest-name.ts';
import type { CommandSpec } from './command-spec.ts';
import { commands } from './command-table.ts';
import { optionsOf } from './help-text.ts';

const nameOf = (argument: string): string => argument.replace(/^-+/, '').split('=', 1)[0] ?? '';

/** yargs names what it does not know without dashes, and `--no-such` a second time as `noSuch`. */
const unknownIn = (message: string, argv: readonly string[]): readonly string[] => {
  const names = /^Unknown arguments?: (.*)$/s.exec(message)?.[1]?.split(', ') ?? [];
  return argv.filter((argument) => argument !== '' && names.includes(nameOf(argument)));
};

const whereToRead = (command: CommandSpec | undefined): string =>
  command === undefined
    ? "'emulate --help' lists commands and options"
    : `'emulate ${command.name} --help' lists its options`;

const optionNames = (command: CommandSpec): readonly string[] =>
  Object.entries(optionsOf(command)).map(([name, spec]) =>
    spec.default === true ? `no-${name}` : name,
  );

const main = commands.filter(({ isDefault }) => isDefault === true);

/** What an option of another command is, or was probably meant to be. */
const elsewhere = (got: string): string | undefined => {
  const near = nearestName(got, [...new Set(commands.flatMap(optionNames))]);
  if (near === undefined) return undefined;
  const owners = commands.filter((each) => optionNames(each).includes(near));
  const of = owners.map(({ name }) => `'${name}'`).join(', ');
  return near === got
    ? `it is an option of ${of};`
    : `did you mean '--${near}', an option of ${of}?`;
};

const suggestOption = (got: string, command: CommandSpec | undefined): string | undefined => {
  const own = (command === undefined ? main : [command]).flatMap(optionNames);
  const near = nearestName(got, own);
  return near === undefined ? elsewhere(got) : `did you mean '--${near}'?`;
};

const suggestCommand = (got: string, command: CommandSpec | undefined): string | undefined => {
  if (command !== undefined) return undefined;
  const near = nearestName(
    got,
    commands.map(({ name }) => name),
  );
  return near === undefined ? undefined : `did you mean '${near}'?`;
};

const valueOf = (name: string, command: CommandSpec | undefined): string =>
  (command === undefined ? main : [command])
    .map((each) => optionsOf(each)[name]?.value)
    .find((value) => value !== undefined) ?? 'a value';

/** What is missing rather than unknown. */
const explainMissing = (message: string, command: CommandSpec | undefined): string => {
  const option = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  if (option !== undefined)
    return `--${option}: expected ${valueOf(option, command)} after it, got nothing`;
  if (command !== undefined && /^(Not enough|Too many) non-option arguments/.test(message))
    return `${command.name}: expected 'emulate ${command.name} ${command.usage}'`;
  return message;
};

/**
 * What yargs says of a command line that it does not understand, in words that name the argument and
 * what was probably meant. `command` is the one that the line names.
 */
export const explainUnknown = (
  message: string,
  argv: readonly string[],
  command?: CommandSpec,
): Required<FailureText> => {
  const list = whereToRead(command);
  const [first] = unknownIn(message, argv);
  if (first === undefined) return { message: explainMissing(message, command), hint: list };
  const isOption = first.startsWith('-');
  if (!isOption && command?.name === 'exec' && !argv.includes('--'))
    return {
      message: `unknown argument '${first}'`,
      hint: `the program and its arguments come after --, as in: emulate exec --profile NAME -- ${first}`,
    };
  const suggest = isOption ? suggestOption : suggestCommand;
  const suggestion = suggest(nameOf(first), command);
  return {
    message: isOption
      ? `unknown option '${first.split('=', 1)[0] ?? ''}'`
      : `unknown command or argument '${first}'`,
    hint: suggestion === undefined ? list : `${suggestion} ${list}`,
  };
};
