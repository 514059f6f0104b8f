import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { execa } from 'execa';
import { packageFolder } from './command-line.ts';
import { until } from './end-to-end.ts';

/** A program on a terminal of its own. */
export interface OnTerminal extends AsyncDisposable {
  /** Everything that it has written so far, with all that a terminal obeys. */
  written(): string;
  /** Waits until this was written, apart from what a terminal obeys. */
  shows(pattern: RegExp): Promise<void>;
  type(text: string): void;
  resize(columns: number, rows: number): Promise<void>;
  /** Its exit code. */
  readonly ended: Promise<number>;
}

/** Where a program is to run. */
export interface TerminalSpec {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A file that is not there yet; its name goes to nothing else. */
  readonly device: string;
}

/** What a person sees of a text that is written to a terminal. */
export const withoutSequences = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- that is what a terminal obeys
  text.replaceAll(/\u001b\[\??\d*[A-Za-z]|\r/g, '');

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A terminal as most people have it, whatever that of the tests is. */
const usual = {
  ...{ TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
  ...{ CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined },
};

/** Whether `script` of util-linux is there, which makes pseudo-terminals. */
export const hasScript = async (): Promise<boolean> => {
  const { exitCode } = await execa('script', ['--version'], { reject: false });
  return exitCode === 0;
};

/** Starts a shell command on a pseudo-terminal. Leaving the block kills it, should it still run. */
export const startOnTerminal = (
  command: string,
  { columns, rows, env = {}, device }: TerminalSpec,
): OnTerminal => {
  const script = `stty cols ${columns} rows ${rows}; tty > ${quoted(device)}; exec ${command}`;
  const child = execa('script', ['-qefc', script, '/dev/null'], {
    cwd: packageFolder,
    env: { ...process.env, ...usual, ...env, SHELL: '/bin/sh' },
    extendEnv: false,
    reject: false,
    buffer: false,
  });
  let written = '';
  let hasEnded = false;
  const ended = child.then(({ exitCode }) => {
    hasEnded = true;
    return exitCode ?? -1;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  return {
    written: () => written,
    shows: (pattern) =>
      until(`${String(pattern)} is shown`, () => {
        if (pattern.test(withoutSequences(written))) return true;
        if (hasEnded) throw new Error(`it ended and ${String(pattern)} was not shown: ${written}`);
        return false;
      }),
    type: (text) => void child.stdin.write(text),
    resize: async (wide, high) => {
      const path = (await readFile(device, 'utf8')).trim();
      await execa('stty', ['-F', path, 'cols', String(wide), 'rows', String(high)]);
    },
    ended,
    [Symbol.asyncDispose]: async () => {
      // The program gets SIGHUP, because its terminal is gone.
      child.kill('SIGKILL');
      await child;
    },
  };
};

/** A command line as a shell reads it. */
export const shellLine = (words: readonly string[]): string => words.map(quoted).join(' ');
