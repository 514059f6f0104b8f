import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callCli, runCommand, sourceCommand } from '../../support/command-line.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (name: string): string => join(folder.path, name);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await writeFile(at('data'), 'content');
  await writeFile(at('empty'), '');
  await writeFile(at('plain'), '#!/bin/sh\n', { mode: 0o644 });
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** None of these gets as far as a program: the host's lock is not taken. */
const exec = (options: readonly string[], command: readonly string[] = ['true']) =>
  callCli(
    ['exec', ...options, ...(command.length === 0 ? [] : ['--', ...command])].map((each) =>
      each.replace('@', `${folder.path}/`),
    ),
    { cwd: folder.path, env: { PATH: '/usr/bin:/bin' } },
  );
const nominal = ['--profile', 'hbf-50gbps'];
const held = [...nominal, '--model', '@data'];

describe('exec', () => {
  it.each([
    [[], ['true'], "--profile: expected a name or a file, got 'nothing'"],
    [nominal, [], "exec: expected a command after --, as in: -- fio --name=read, got 'nothing'"],
    [nominal, [''], 'exec: expected a command after --'],
    [
      nominal,
      ['true'],
      "--model: expected the file whose mappings the tier is to hold, got 'nothing'",
    ],
    [
      ['--profile', 'io-cap'],
      ['true'],
      "--model: expected the file whose device the caps and the load are to act on, got 'nothing'",
    ],
    [
      ['--profile', 'cache-drop'],
      ['true'],
      "--model: expected the file that is to leave the page cache, got 'nothing'",
    ],
    [
      ['--profile', 'memory-cliff'],
      ['true'],
      "--model: expected the file that the share of memory is taken of, got 'nothing'",
    ],
    [[...nominal, '--model', '@nowhere'], ['true'], '--model: expected a file with content that'],
    [[...nominal, '--model', '@empty'], ['true'], "/empty'"],
    [[...held, '--model', '@.'], ['true'], '--model: expected a file with content that'],
    [
      [...held, '--case', 'nul'],
      ['true'],
      "--case: expected 'nominal', 'null' or 'baseline', got 'nul'",
    ],
    [[...held, '--seed', '-1'], ['true'], '--seed: expected a whole number from 0 to 4294967295'],
    [[...held, '--json', '@no/such.json'], ['true'], '--json: expected a path in a folder that'],
    [[...held, '--set', 'tier.buffer=64KiB'], ['true'], 'tier.buffer'],
    [['--profile', 'hbf-50gbp'], ['true'], "did you mean 'hbf-50gbps'?"],
  ])('%j -- %j ends with code 2, and says what was expected', async (options, command, message) => {
    const { code, out, err } = await exec(options, command);
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(out).toBe('');
  });

  it('without -- says where the program belongs', async () => {
    const { code, err } = await exec([...held, 'fio', '--rw=read'], []);
    expect(err).toBe(
      "emulate: unknown argument 'fio'\n" +
        '  hint: the program and its arguments come after --, as in: emulate exec --profile NAME -- fio\n',
    );
    expect(code).toBe(2);
  });

  it('of a program that is nowhere ends with code 127, as in a shell', async () => {
    const { code, err } = await exec(held, ['no-such-program-here']);
    expect(err).toBe(
      "emulate: the program was not started: 'no-such-program-here' was not found on the PATH\n",
    );
    expect(code).toBe(127);
    expect((await exec(held, ['./nowhere'])).code).toBe(127);
  });

  it('of a program that may not be run ends with code 126, as in a shell', async () => {
    const { code, err } = await exec(held, ['./plain']);
    expect(err).toBe(`emulate: the program was not started: '${at('plain')}' is not executable\n`);
    expect(code).toBe(126);
    expect((await exec(held, ['/'])).code).toBe(126);
  });

  it('of a static program is refused with code 4, and the way out', async () => {
    await writeFile(at('static.c'), 'int main(void) { return 0; }\n');
    await promisify(execFile)('cc', ['-static', '-o', at('static'), at('static.c')]);
    const { code, err } = await exec(held, ['./static']);
    expect(err).toBe(
      `emulate: the program '${at('static')}' cannot be constrained: it is statically linked, so the ` +
        'tier (a library loaded with LD_PRELOAD) cannot act in it\n' +
        '  hint: take one that is dynamically linked and built for this machine, or run it without ' +
        'limits with --case baseline\n',
    );
    expect(code).toBe(4);
    await writeFile(at('script'), `#!${at('static')}\n`, { mode: 0o755 });
    const script = await exec(held, ['./script']);
    expect(script.err).toContain(`its interpreter '${at('static')}' is the reason`);
    expect(script.code).toBe(4);
  });

  it('explains itself, and leaves the --help of a program alone', async () => {
    const { out } = await runCommand(sourceCommand, ['exec', '--help']);
    expect(out).toContain('emulate exec --profile NAME [--model FILE]... -- COMMAND...');
    expect(out).toContain('127       the program was not found');
    expect((await exec(nominal, ['fio', '--help'])).err).toContain('--model: expected the file');
  });
});
