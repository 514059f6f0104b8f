import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { renderBlock } from '../src/report/markdown-table.ts';
import { commandsOf } from '../test/support/document-commands.ts';

/**
 * Runs the commands of docs/tutorial.md in their order and puts what those print below their marks,
 * `<!-- output: COMMAND -->`. It measures: minutes, on a machine with nothing else to do, after
 * `npm run build`.
 */
const page = fileURLToPath(new URL('../docs/tutorial.md', import.meta.url));
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const mark = (command: string): string => `<!-- output: ${command} -->`;
const endMark = '<!-- /output -->';

/** Puts a block below a mark, in the place of the one that stands there. */
const withOutput = (text: string, command: string, output: string): string => {
  const [before, after = ''] = text.split(`${mark(command)}\n`);
  const rest = after.replace(/^\n```text\n[\s\S]*?\n```\n\n<!-- \/output -->\n/, '');
  return `${before ?? ''}${mark(command)}\n\n${renderBlock(output, 'text')}\n\n${endMark}\n${rest}`;
};

const folder = mkdtempSync(join(tmpdir(), 'emulate-tutorial-'));
try {
  let text = readFileSync(page, 'utf8');
  const commands = commandsOf(page, text).map((command) => command.text);
  const last = commands.findLastIndex((command) => text.includes(mark(command)));
  for (const command of commands.slice(0, last + 1)) {
    if (!command.startsWith('emulate ')) continue;
    const shell = `emulate() { '${process.execPath}' '${program}' "$@"; }; ${command}`;
    const { stdout, exitCode } = await execa('bash', ['-c', shell], {
      cwd: folder,
      reject: false,
      stderr: 'inherit',
    });
    // 3: a point is not proven, as happens. 6: a requirement is not met, which the tutorial asks for.
    if (exitCode === undefined || ![0, 3, 6].includes(exitCode))
      throw new Error(
        `'${command}' ended with ${exitCode ?? 'a signal'}: the page stays as it was.`,
      );
    if (text.includes(mark(command)))
      text = withOutput(text, command, stdout.replaceAll(`${folder}/`, ''));
  }
  writeFileSync(page, text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
