import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { textWidth } from '../../../src/report/text-width.ts';
import { packageFolder, sourceCommand } from '../../support/command-line.ts';
import { until } from '../../support/end-to-end.ts';
import {
  hasScript,
  shellLine,
  startOnTerminal,
  withoutSequences,
  type OnTerminal,
} from '../../support/pseudo-terminal.ts';
import { makeScreen } from '../../support/screen.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;
let canStart = false;
let started = 0;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  canStart = await hasScript();
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const [node, ...loader] = sourceCommand.slice(0, -1);
const program = `${packageFolder}test/support/narrate-sweep.ts`;

/** Starts a program that tells of a sweep up to its middle; the test is skipped where there can be no terminal. */
const start = (
  { skip }: TestContext,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): OnTerminal => {
  skip(!canStart, "this host has no 'script' of util-linux, which makes pseudo-terminals");
  started += 1;
  const device = join(folder.path, `terminal-${started}`);
  return startOnTerminal(shellLine([node ?? '', ...loader, program, ...args]), {
    // Wide enough for every line of the log.
    ...{ columns: 200, rows: 40, device, env },
  });
};

/** What a person reads of the log in any case. */
const lastLine = /run disturbed/;
const interrupt = '\u0003';
const escape = '\u001b';
// eslint-disable-next-line no-control-regex -- that is what colours are
const colour = /\u001b\[\d*m/;

const screenOf = (written: string): readonly string[] => {
  const screen = makeScreen({ columns: 200 });
  screen.write(written.replaceAll('^C', ''));
  return screen.lines();
};

/** The last lines that were drawn at once, when all of them have come. */
const lastFrame = (written: string): readonly string[] =>
  withoutSequences(
    (written.split(`${escape}[?2026l`).at(-2) ?? '').split(`${escape}[?2026h`).at(-1) ?? '',
  )
    .trimEnd()
    .split('\n');

describe('the live view on a terminal', () => {
  it('stands below the log, once, and goes on counting time', async (context) => {
    await using terminal = start(context);
    await terminal.shows(/left, ends[^]* 2 s/);
    const lines = screenOf(terminal.written());
    const at = lines.findIndex((line) => line.startsWith('hbf-50gbps · round'));
    expect(lines.filter((line) => line.startsWith('hbf-50gbps · '))).toHaveLength(1);
    expect(lines.slice(at).length).toBeLessThanOrEqual(11);
    expect(lines[at + 1]).toMatch(/^█+░+ \d+ %, .* left, ends .*\d\d:\d\d$/);
    expect(lines[at - 1]).toMatch(/^\[[\d:]{8}\] /);
    terminal.type(interrupt);
    expect(await terminal.ended).toBe(0);
  });

  it('fits the terminal after it became narrower, and wraps no line', async (context) => {
    await using terminal = start(context);
    await terminal.shows(/left, ends/);
    for (const columns of [60, 40, 20]) {
      await terminal.resize(columns, 20);
      const fits = (line: string): boolean => textWidth(line) <= columns;
      await until(`it fits ${columns} columns`, () => lastFrame(terminal.written()).every(fits));
      const frame = lastFrame(terminal.written());
      expect(frame.length).toBeGreaterThan(columns < 40 ? 0 : 5);
    }
    terminal.type(interrupt);
    expect(await terminal.ended).toBe(0);
  });

  it('leaves the log and the result alone, and never hides the cursor', async (context) => {
    await using terminal = start(context);
    await terminal.shows(/left, ends/);
    terminal.type(interrupt);
    expect(await terminal.ended).toBe(0);
    const lines = screenOf(terminal.written());
    expect(lines.slice(-2)).toEqual(['the result', '']);
    for (const line of lines.slice(0, -2)) expect(line).toMatch(/^\[[\d:]{8}\] /);
    expect(terminal.written()).not.toContain('?25l');
  });

  it('has colours', async (context) => {
    await using terminal = start(context);
    await terminal.shows(/left, ends/);
    expect(terminal.written()).toMatch(colour);
  });

  it('has none with NO_COLOR', async (context) => {
    await using terminal = start(context, [], { NO_COLOR: '1' });
    await terminal.shows(/left, ends/);
    expect(terminal.written()).not.toMatch(colour);
  });

  it('is made of ASCII where the locale is', async (context) => {
    await using terminal = start(context, [], { LC_ALL: 'C' });
    await terminal.shows(/#-+ \d+ %, .* left, ends/);
    // eslint-disable-next-line no-control-regex -- all of ASCII is meant
    expect(terminal.written()).toMatch(/^[\u0000-\u007f]*$/);
  });

  it.for([
    { how: '--no-progress', args: ['--no-progress'], env: {} },
    { how: 'a dumb terminal', args: [], env: { TERM: 'dumb' } },
    { how: 'CI', args: [], env: { CI: 'true' } },
  ])('is not there with $how, and plain lines are', async ({ args, env }, context) => {
    await using terminal = start(context, args, env);
    await terminal.shows(lastLine);
    terminal.type(interrupt);
    expect(await terminal.ended).toBe(0);
    expect(terminal.written()).not.toContain(escape);
    expect(terminal.written()).toContain('] sweep begins: ');
  });

  it('is not there with --quiet, nor is anything but warnings', async (context) => {
    await using terminal = start(context, ['--quiet']);
    await terminal.shows(lastLine);
    terminal.type(interrupt);
    expect(await terminal.ended).toBe(0);
    const lines = terminal.written().replace('^C', '').trimEnd().split('\r\n');
    expect(lines.pop()).toBe('the result');
    for (const line of lines) expect(line).toMatch(/^\[[\d:]{8}\] warning: /);
  });
});
