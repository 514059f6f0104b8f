import yargs, { type Argv } from 'yargs';
import { commonOptions } from './command-options/common.ts';
import type { CommandSpec } from './command-spec.ts';
import { commands } from './command-table.ts';
import type { RawOptions } from './options.ts';

/** What a command line asks for. */
export type ParsedCommandLine =
  | { readonly kind: 'command'; readonly command: CommandSpec; readonly options: RawOptions }
  /** In the words of yargs. */
  | { readonly kind: 'misunderstood'; readonly message: string };

class UsageError extends Error {}

const addArguments = (args: Argv, { positionals = {}, options }: CommandSpec): Argv => {
  args.options(options);
  for (const [name, { array, describe, ...rest }] of Object.entries(positionals))
    args.positional(name, {
      ...{ type: 'string', describe },
      ...(array === undefined ? {} : { array }),
      ...(rest.default === undefined ? {} : { default: rest.default }),
    });
  return args;
};

/** Takes a command line apart. Values stay texts: each command checks its own. */
export const parseCommandLine = async (argv: readonly string[]): Promise<ParsedCommandLine> => {
  let chosen: ParsedCommandLine | undefined;
  const parser = yargs([...argv])
    .scriptName('emulate')
    .locale('en')
    .version(false)
    .help(false)
    .parserConfiguration({
      'populate--': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .options(commonOptions)
    .strict()
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message: string, error: Error | undefined) => {
      throw error ?? new UsageError(message);
    });
  for (const command of commands)
    parser.command(
      command.isDefault === true ? [command.command, '$0'] : command.command,
      command.describe,
      (args) => addArguments(args, command),
      (options) => {
        chosen = { kind: 'command', command, options };
      },
    );
  try {
    await parser.parseAsync();
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'misunderstood', message: error.message };
    throw error;
  }
  if (chosen === undefined) throw new Error('Internal error: a command line without a command');
  return chosen;
};
