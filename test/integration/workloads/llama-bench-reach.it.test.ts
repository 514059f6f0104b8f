import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exit-code.ts';
import { renderFailure } from '../../../src/model/render-failure.ts';
import type { ProcessRunner } from '../../../src/ports/process-runner.ts';
import { createFiles } from '../../../src/system/files.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';
import { findLlamaBench } from '../../../src/workloads/llama-bench/find.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const fixture = (path: string): string =>
  fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));
const processes = createProcessRunner();

let folder: TemporaryFolder;
const at = (name: string): string => join(folder.path, name);

/** Whether a program ended well. */
const run = async (command: string, ...args: readonly string[]): Promise<boolean> => {
  const limits = { timeoutMs: 60_000, outputLimitBytes: 65_536 };
  const { end } = await processes.run({ command, args, ...limits });
  return end.how === 'exited' && end.code === 0;
};

const script = async (name: string, text: string): Promise<string> => {
  await writeFile(at(name), text, { mode: 0o755 });
  return at(name);
};

/** What emulate says of a llama-bench and which exit code it ends with; 'usable' when it takes it. */
const judge = async (path: string, runner: ProcessRunner = processes) => {
  const found = await findLlamaBench(
    { flag: path, pathFolders: [], cacheFolder: '/nowhere', architecture: process.arch },
    { files: createFiles(), processes: runner, observe: () => undefined },
  );
  if (found.ok) return 'usable';
  const { message, hint } = renderFailure(found.failure);
  return { message, hint, code: exitCodeOf(found.failure) };
};

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await chmod(folder.path, 0o755);
  // Beside the programs, because a checkout may be closed to other users.
  await copyFile(fixture('llama-bench/help.txt'), at('help.txt'));
  await writeFile(at('empty.c'), 'int unused;\n');
  const source = ['-O1', `-DHELP_FILE="${at('help.txt')}"`, fixture('c/help-printer.c')];
  expect(await run('cc', '-shared', '-fPIC', '-o', at('libllama.so'), at('empty.c'))).toBe(true);
  const needs = ['-Wl,--no-as-needed', `-L${folder.path}`, '-lllama', `-Wl,-rpath,${folder.path}`];
  expect(await run('cc', '-o', at('dynamic'), ...source, ...needs)).toBe(true);
  // Some distributions have the static C library in a package of its own.
  await run('cc', '-static', '-o', at('static'), ...source);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const needStatic = async ({ skip }: TestContext): Promise<void> => {
  const linked = (await createFiles().stat(at('static'))) !== undefined;
  skip(!linked, 'the compiler cannot link statically here: the static C library is missing');
};

const wayOut =
  'pass the path of a dynamically linked llama-bench with --llama-bench, or have none on the PATH and emulate builds one';

describe('a llama-bench that the tier cannot reach', () => {
  it('is refused when it is statically linked', async (context) => {
    await needStatic(context);
    expect(await judge(at('static'))).toEqual({
      message: `llama-bench '${at('static')}' cannot be used: it is statically linked, so the tier (a library loaded with LD_PRELOAD) cannot act in it`,
      hint: wayOut,
      code: 4,
    });
  });

  it('is refused when it runs as another user', async () => {
    await copyFile(at('dynamic'), at('set-user'));
    await chmod(at('set-user'), 0o4755);
    expect(await judge(at('set-user'))).toEqual({
      message: `llama-bench '${at('set-user')}' cannot be used: it is a set-user-id or set-group-id file, for which the loader ignores LD_PRELOAD, so the tier cannot act in it`,
      hint: `use a copy without the bit: cp '${at('set-user')}' DIR, then pass the copy with --llama-bench`,
      code: 4,
    });
  });

  it('is refused when it has rights that its user has not', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root can give a file capabilities');
    await copyFile(at('dynamic'), at('capable'));
    await chmod(at('capable'), 0o755);
    skip(
      !(await run('setcap', 'cap_net_raw+ep', at('capable'))),
      'no setcap, or a file system without capabilities',
    );
    // Root has every right anyway, so the loader listens to it.
    expect(await judge(at('capable'))).toBe('usable');
    const asNobody: ProcessRunner = {
      run: ({ command, args, ...spec }) =>
        processes.run({
          ...spec,
          command: 'setpriv',
          args: ['--reuid=65534', '--regid=65534', '--clear-groups', command, ...args],
        }),
    };
    expect(await judge(at('dynamic'), asNobody)).toBe('usable');
    expect(await judge(at('capable'), asNobody)).toEqual({
      message: `llama-bench '${at('capable')}' cannot be used: the loader ignores LD_PRELOAD for it, as for every program with rights of its own (file capabilities), so the tier cannot act in it`,
      hint: `see them with: getcap '${at('capable')}'; use a copy, which has none: cp '${at('capable')}' DIR, then pass the copy with --llama-bench`,
      code: 4,
    });
  });

  it('is refused when a script starts it without the environment', async () => {
    const path = await script('cleared', `#!/bin/sh\nexec env -i '${at('dynamic')}' "$@"\n`);
    expect(await judge(path)).toEqual({
      message: `llama-bench '${path}' cannot be used: it is a script, and what it starts was not seen to load llama.cpp as a library: a static llama-bench, or one that is started without the environment (env -i, sudo, a container), cannot be reached by the tier (a library loaded with LD_PRELOAD)`,
      hint: `let the script start a dynamically linked llama-bench in its own environment; or ${wayOut}`,
      code: 4,
    });
  });

  it('is refused when a script starts a static one, or its interpreter is one', async (context) => {
    await needStatic(context);
    for (const text of [`#!/bin/sh\nexec '${at('static')}' "$@"\n`, `#!${at('static')}\n`])
      expect(await judge(await script('to-static', text))).toMatchObject({
        message: expect.stringContaining('it is a script, and what it starts') as string,
        code: 4,
      });
  });
});

describe('a llama-bench that the tier can reach', () => {
  it('is taken as it is, and through a script that leaves the environment alone', async () => {
    expect(await judge(at('dynamic'))).toBe('usable');
    const path = await script('plain', `#!/bin/sh\nexec '${at('dynamic')}' "$@"\n`);
    expect(await judge(path)).toBe('usable');
  });
});
