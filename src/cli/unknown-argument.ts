import type { FailureText } from '../model/failure.ts';
import { nearestName } from '../model/nearest-name.ts';

/** What a command line may hold. */
export interface KnownArguments {
  readonly commands: readonly string[];
  /** Without their dashes. */
  readonly options: readonly string[];
}

const nameOf = (argument: string): string => argument.replace(/^-+/, '').split('=', 1)[0] ?? '';

/** yargs names what it does not know without dashes, and `--no-such` a second time as `noSuch`. */
const unknownIn = (message: string, argv: readonly string[]): readonly string[] => {
  const names = /^Unknown arguments?: (.*)$/s.exec(message)?.[1]?.split(', ') ?? [];
  return argv.filter((argument) => argument !== '' && names.includes(nameOf(argument)));
};

/** What yargs says of arguments that it does not know, in words that name them and what was probably meant. */
export const explainUnknown = (
  message: string,
  argv: readonly string[],
  known: KnownArguments,
): Required<FailureText> => {
  const list = "'emulate --help' lists commands and options";
  const [first] = unknownIn(message, argv);
  if (first === undefined) return { message, hint: list };
  const isOption = first.startsWith('-');
  if (!isOption && argv.includes('exec') && !argv.includes('--'))
    return {
      message: `unknown argument '${first}'`,
      hint: `the program and its arguments come after --, as in: emulate exec --profile NAME -- ${first}`,
    };
  const near = nearestName(nameOf(first), isOption ? known.options : known.commands);
  return {
    message: isOption
      ? `unknown option '${first.split('=', 1)[0] ?? ''}'`
      : `unknown command or argument '${first}'`,
    hint: near === undefined ? list : `did you mean '${isOption ? '--' : ''}${near}'? ${list}`,
  };
};
