import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { launcher, launcherExitCode } from '../../../../../src/drivers/scope/cgroup/launcher.ts';
import { makeTemporaryFolder } from '../../../../support/temporary-folder.ts';

/** Shells that may be /bin/sh. */
const shells: readonly (readonly string[])[] = [
  ['/bin/sh'],
  ['dash'],
  ['bash', '--posix'],
  ['busybox', 'sh'],
];

const isHere = async ([command = '', ...args]: readonly string[]): Promise<boolean> => {
  const { failed } = await execa(command, [...args, '-c', 'true'], { reject: false });
  return !failed;
};
const present: (readonly string[])[] = [];
for (const shell of shells) if (await isHere(shell)) present.push(shell);

/** Folders with a file where a group has its list of processes. */
const makeFolders = async (base: string, names: readonly string[]): Promise<readonly string[]> => {
  const folders = names.map((name) => join(base, name));
  for (const folder of folders) {
    await mkdir(folder);
    await writeFile(join(folder, 'cgroup.procs'), '');
  }
  return folders;
};

const start = (shell: readonly string[], folders: readonly string[], argv: readonly string[]) => {
  const [, ...entry] = launcher(folders);
  const [command = '', ...args] = [...shell, ...entry, ...argv];
  return execa(command, args, { reject: false });
};

const hostile = ['a b', '', '-n', '--', '$(touch x)', '`y`', '"\'\\', 'two\nlines', '*', '~', '-'];
const printArguments = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';

describe.each(present)('the launcher under %s', (...shell) => {
  it('enters every folder and passes on every argument as it is', async () => {
    await using folder = await makeTemporaryFolder();
    const folders = await makeFolders(folder.path, ['one', 'two $(x) "y', '-three']);
    const ended = await start(shell, folders, [
      process.execPath,
      '-e',
      `process.stdout.write(process.pid + ' '); ${printArguments}`,
      '--',
      ...hostile,
    ]);
    expect(ended.exitCode).toBe(0);
    const [pid] = ended.stdout.split(' ', 1);
    expect(ended.stdout).toBe(`${pid ?? ''} ${JSON.stringify(hostile)}`);
    for (const each of folders)
      expect(await readFile(join(each, 'cgroup.procs'), 'utf8')).toBe(`${pid ?? ''}\n`);
  });

  it('gives the exit code of the program', async () => {
    const ended = await start(shell, [], ['/bin/sh', '-c', 'exit 42']);
    expect(ended.exitCode).toBe(42);
  });

  it('says that there is no such program', async () => {
    const ended = await start(shell, [], ['/nonexistent/program']);
    expect(ended.exitCode).toBe(127);
    expect(ended.stderr).toContain('/nonexistent/program');
  });

  it('does not start the program when a folder is not there', async () => {
    await using folder = await makeTemporaryFolder();
    const [here = ''] = await makeFolders(folder.path, ['here']);
    const gone = join(folder.path, 'gone');
    const ended = await start(shell, [here, gone], ['/bin/echo', 'started']);
    expect(ended.exitCode).toBe(launcherExitCode);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(
      `emulate-enter: cannot enter the control group by '${gone}/cgroup.procs'; the program was not started`,
    );
  });

  it('does not start the program when the kernel refuses it', async () => {
    await using folder = await makeTemporaryFolder();
    await symlink('/dev/full', join(folder.path, 'cgroup.procs'));
    const ended = await start(shell, [folder.path], ['/bin/echo', 'started']);
    expect(ended.exitCode).toBe(launcherExitCode);
    expect(ended.stdout).toBe('');
  });
});
