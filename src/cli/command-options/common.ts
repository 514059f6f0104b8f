import type { OptionTable } from '../command-spec.ts';
import { groups } from './groups.ts';

/** Options of every command. */
export const commonOptions = {
  verbose: { alias: 'v', type: 'count', describe: 'more messages', group: groups.every },
  quiet: {
    alias: 'q',
    type: 'boolean',
    describe: 'warnings and results only',
    group: groups.every,
  },
} as const satisfies OptionTable;

/** Options that are answered before any command is looked at. */
export const answeredOptions = {
  help: {
    alias: 'h',
    type: 'boolean',
    describe: 'this text; after a command, its own',
    group: groups.every,
  },
  version: { type: 'boolean', describe: 'the version of this program', group: groups.every },
} as const satisfies OptionTable;
