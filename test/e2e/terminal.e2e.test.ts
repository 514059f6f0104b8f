import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { textWidth } from '../../src/report/text-width.ts';
import {
  builtCommand,
  emulate,
  environment,
  fakeLlamaBench,
  smallProfile,
  startEmulate,
} from '../support/end-to-end.ts';
import {
  hasScript,
  shellLine,
  startOnTerminal,
  type OnTerminal,
} from '../support/pseudo-terminal.ts';
import { makeScreen } from '../support/screen.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
let canStart = false;
let terminals = 0;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  canStart = await hasScript();
  await writeFile(at('small.yaml'), smallProfile(500));
  const made = await emulate(['model', 'make', '--shape', 'tiny', '--out', at('tiny.gguf')]);
  expect(made.code).toBe(0);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const sweep = (...more: readonly string[]): readonly string[] => [
  ...['--profile', at('small.yaml'), '--model', at('tiny.gguf'), '--threads', '1', '--no-gate'],
  ...['--llama-bench', fakeLlamaBench, '--out', at(`results-${terminals}`), ...more],
];

interface Wanted {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly redirect?: string;
}

/** Starts the built program on a terminal; the test is skipped where none can be made. */
const start = (
  { skip }: TestContext,
  args: readonly string[],
  { columns = 120, env = {}, redirect = '' }: Wanted = {},
): OnTerminal => {
  skip(!canStart, "this host has no 'script' of util-linux, which makes pseudo-terminals");
  terminals += 1;
  return startOnTerminal(`${shellLine([...builtCommand(), ...args])} ${redirect}`, {
    ...{ columns, rows: 30, device: at(`terminal-${terminals}`) },
    env: { ...environment, ...env },
  });
};

const interrupt = '\u0003';
const escape = '\u001b';
/** A run whose llama-bench never ends: what is shown stands still, but for the times. */
const hanging = { FAKE_LLAMA_BENCH: 'hang' };

describe('a sweep on a terminal', () => {
  it('shows the plan, the run and its time, and goes on counting it', async (context) => {
    await using terminal = start(context, sweep(), { env: hanging });
    await terminal.shows(/small.*round 1\/500.*run 1\/1500/);
    await terminal.shows(/· 3 s/);
    const screen = makeScreen({ columns: 120 });
    screen.write(terminal.written());
    const text = screen.lines().join('\n');
    expect(text).toContain('sweep begins');
    expect(text).toMatch(/░ 0 %\n.* · 3 s\n/);
    expect(text.match(/round 1\/500/g)).toHaveLength(1);
    terminal.type(interrupt);
    expect(await terminal.ended).toBe(130);
  });

  it('leaves the log and the summary alone when it is interrupted, and no cursor hidden', async (context) => {
    await using terminal = start(context, sweep());
    await terminal.shows(/run 9\/1500/);
    terminal.type(interrupt);
    expect(await terminal.ended).toBe(130);
    const screen = makeScreen({ columns: 120 });
    screen.write(terminal.written().replaceAll('^C', ''));
    const text = screen.lines().join('\n');
    expect(text).toContain('] warning: run failed: run 1/1500');
    expect(text).toContain('small: One limit, little to measure');
    expect(text).toContain('Interrupted. The runs so far are in ');
    expect(text).not.toMatch(/small · round|nothing counted|█|░/);
    expect(terminal.written()).not.toContain('?25l');
  });

  it('with --json writes one document and nothing else to standard output', async (context) => {
    const out = at('result.json');
    const args = sweep('--json', '--rounds', '1');
    await using terminal = start(context, args, { redirect: `> '${out}'` });
    expect(await terminal.ended).toBe(3);
    const text = await readFile(out, 'utf8');
    expect(text).not.toContain(escape);
    expect(JSON.parse(text)).toMatchObject({ schemaVersion: 1, interrupted: false });
    expect(terminal.written()).toContain(`${escape}[?2026h`);
  });
});

describe('a sweep without a terminal', () => {
  it('writes plain lines alone, and a summary of 80 columns', async () => {
    terminals += 1;
    using started = startEmulate(sweep('--rounds', '1'), { LC_ALL: 'C.UTF-8' });
    const { code, out, err } = await started.ended;
    expect(code).toBe(3);
    expect(`${out}${err}`).not.toContain(escape);
    for (const line of out.split('\n').filter((each) => !each.includes(folder.path)))
      expect(textWidth(line)).toBeLessThanOrEqual(80);
  });
});
