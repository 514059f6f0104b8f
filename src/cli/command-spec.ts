/** What a shell can offer where a value is expected. A list holds the values themselves. */
export type Completion =
  | readonly string[]
  | 'file'
  | 'folder'
  | 'parameter'
  | 'part'
  | 'profile'
  | 'results'
  | 'scope'
  | 'shape';

/** One option: what the parser needs, and what --help, the manual page and completion say of it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean' | 'count';
  readonly alias?: string;
  /** Given once for each value. */
  readonly array?: true;
  readonly nargs?: 1;
  /** What is true unless `--no-...` says otherwise; the description is that of the `--no-...`. */
  readonly default?: true;
  /** What its value is called, e.g. `FILE`. */
  readonly value?: string;
  readonly describe: string;
  /** The heading that it stands under. */
  readonly group?: string;
  readonly complete?: Completion;
}

/** Options by their names without dashes. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** An argument without a name. Its place and number stand in the command's `command`. */
export interface PositionalSpec {
  readonly array?: true;
  readonly default?: string | readonly string[];
  readonly describe: string;
  readonly complete?: Completion;
}

/** A command line, and what it is good for. */
export interface Example {
  readonly line: string;
  readonly says: string;
}

/** An exit code and its meaning. */
export interface ExitCodeText {
  readonly code: string;
  readonly means: string;
}

/** One command of the command line. What it does is in `load-command.ts`. */
export interface CommandSpec {
  readonly name: string;
  /** In the notation of yargs, e.g. `report <folders..>`. */
  readonly command: string;
  /** What is called when the command line names none. */
  readonly isDefault?: true;
  /** After the name, as `--help` shows it. */
  readonly usage: string;
  /** One line. */
  readonly describe: string;
  readonly positionals?: Readonly<Record<string, PositionalSpec>>;
  readonly options: OptionTable;
  readonly examples: readonly Example[];
  /** What else has to be known, after the options. */
  readonly notes?: string;
  readonly exitCodes: readonly ExitCodeText[];
}
