import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { launcher } from '../../../src/drivers/scope/cgroup/launcher.ts';
import { quoteCommand } from '../../../src/model/shell-words.ts';
import * as volume from '../../../src/drivers/volume/commands.ts';
import { resultFolderName } from '../../../src/store/result-folder.ts';
import { llamaBenchArgv } from '../../../src/workloads/llama-bench/argv.ts';
import { aLlamaBench } from '../../support/llama-bench.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const run = promisify(execFile);

const names: readonly string[] = [
  ...['--help', '-x', '-', '--', 'a b', 'a\nb', 'a:b', 'a=b', 'a%b', '$ncpus', '*', "a'b", 'a"b'],
  ...['$(touch injected)', '`touch injected`', '; touch injected', '| touch injected', '\\', '!'],
  ...['\u001b[2J', '\u202egnp', '<b>', '&&', '#', '~', '{a..b}', '%s', 'é', '👩‍👩‍👧'],
];

const request = { tests: [{ prompt: 0, gen: 8, depth: 0 }], threads: 1 };

describe('a name that others chose', () => {
  test.each(names)('is one argument of llama-bench and never an option: %j', (name) => {
    const model = resolve('/models', name);
    const command = llamaBenchArgv(aLlamaBench(), { ...request, model });
    if (!command.ok) throw new Error(JSON.stringify(command.failure));
    const { argv } = command.value;
    expect(
      argv.filter((argument) => argument.includes(name) && argument.startsWith('/models')),
    ).toEqual([model]);
    expect(argv[argv.indexOf(model) - 1]).toBe('-m');
  });

  test('is refused where llama-bench would cut it in two', () => {
    const command = llamaBenchArgv(aLlamaBench(), { ...request, model: '/models/a,b' });
    expect(command).toMatchObject({ ok: false, failure: { reason: 'model-unusable' } });
  });

  test.each(names)(
    'is one argument of losetup, mkfs, mount and truncate, below a folder: %j',
    (name) => {
      const path = `/run/${name}/blocks`;
      for (const { args } of [
        volume.mountMemory(path, 1),
        volume.makeSparseFile(path, 1),
        volume.makeFullFile(path, 1),
        volume.attachLoop(path, true),
        volume.makeFilesystem('ext4', path),
        volume.makeFilesystem('xfs', path),
        volume.mountDevice('ext4', '/dev/loop0', path, 'ro'),
        volume.unmount(path),
      ]) {
        expect(args.filter((argument) => argument.includes(name) && argument !== name)).toContain(
          path,
        );
        expect(args.at(-1)).toBe(path);
      }
    },
  );

  test('reaches a program through the shell that enters a control group as it is', async () => {
    await using folder = await makeTemporaryFolder();
    const enter = launcher([folder.path]);
    const print = ['/usr/bin/env', 'printf', '%s\\0', ...names.filter((name) => name !== '--')];
    const { stdout } = await run(enter[0] ?? '', [...enter.slice(1), ...print], {
      cwd: folder.path,
    });
    expect(stdout.split('\0').slice(0, -1)).toEqual(print.slice(3));
    await expect(run('ls', [folder.path])).resolves.toMatchObject({ stdout: 'cgroup.procs\n' });
  });

  test('reaches a program through a command line that people copy as it is', async () => {
    await using folder = await makeTemporaryFolder();
    const line = quoteCommand(['printf', '%s\\0', '', ...names]);
    const { stdout } = await run('/bin/sh', ['-c', line], { cwd: folder.path });
    expect(stdout.split('\0').slice(0, -1)).toEqual(['', ...names]);
    await expect(run('ls', ['-A', folder.path])).resolves.toMatchObject({ stdout: '' });
  });

  test.each([...names, '../../etc', '/etc/passwd', '.', '..', '\0'])(
    'never leads out of the folder of results: %j',
    (name) => {
      const folder = resultFolderName('2026-03-01T12:00:00.000Z', name);
      expect(folder).toMatch(/^2026-03-01T12-00-00Z-[A-Za-z0-9._-]*$/);
      expect(resolve('/results', folder)).toBe(join('/results', folder));
    },
  );
});
