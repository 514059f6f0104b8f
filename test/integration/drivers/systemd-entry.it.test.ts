import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { systemdEntry } from '../../../src/drivers/scope/systemd/entry.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

/** In place of a manager of systemd: a `busctl` that notes how it was called, and does nothing. */
const runEntered = async (
  {
    places,
    code = 0,
    env = {},
  }: {
    readonly places: readonly string[];
    readonly code?: number;
    readonly env?: Readonly<Record<string, string>>;
  },
  argv: readonly string[],
) => {
  await using folder = await makeTemporaryFolder();
  const note = join(folder.path, 'note');
  await writeFile(
    join(folder.path, 'busctl'),
    `#!/bin/sh\nprintf '%s\\n' "$@" "preload=$LD_PRELOAD" "parent=$PPID" >'${note}'\nexit ${code}\n`,
  );
  await chmod(join(folder.path, 'busctl'), 0o755);
  const [command = '', ...args] = [...systemdEntry('--user', 'emulate-1.scope', places), ...argv];
  const { exitCode, stdout, stderr } = await execa(command, args, {
    reject: false,
    env: { PATH: `${folder.path}:${process.env['PATH'] ?? ''}`, ...env },
  });
  const noted = (await readFile(note, 'utf8')).trimEnd().split('\n');
  return { exitCode, stdout, stderr, note: noted };
};

/** Where this process is, and so whatever it starts. */
const ownPlaces = async (): Promise<readonly string[]> =>
  (await readFile('/proc/self/cgroup', 'utf8')).trimEnd().split('\n');

describe('the way into a scope of systemd', () => {
  it('has the manager move the very process that becomes the program', async () => {
    const places = await ownPlaces();
    const { note, stdout, exitCode } = await runEntered({ places }, ['/bin/sh', '-c', 'echo $$']);
    expect(exitCode).toBe(0);
    expect(note).toEqual([
      '--user',
      'call',
      'org.freedesktop.systemd1',
      '/org/freedesktop/systemd1',
      'org.freedesktop.systemd1.Manager',
      'AttachProcessesToUnit',
      'ssau',
      'emulate-1.scope',
      '',
      '1',
      stdout,
      'preload=',
      `parent=${stdout}`,
    ]);
  });

  it('hands on arguments, environment and exit code as they are', async () => {
    const places = await ownPlaces();
    const words = ['a b', '', "it's", '*', '--', '$HOME'];
    const script = 'printf "%s|" "$LD_PRELOAD" "$@"; exit 42';
    const { stdout, exitCode } = await runEntered(
      { places, env: { LD_PRELOAD: '/emulate-none.so' } },
      ['/bin/sh', '-c', script, 'sh', ...words],
    );
    expect(stdout).toBe(`/emulate-none.so|${words.join('|')}|`);
    expect(exitCode).toBe(42);
  });

  it('ends without the program when the manager refuses', async () => {
    const { stdout, stderr, exitCode } = await runEntered({ places: [], code: 1 }, ['echo', 'ran']);
    expect(exitCode).toBe(125);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      "emulate-enter: systemd did not move this process into 'emulate-1.scope'; the program was not started",
    );
  });

  it('ends without the program when it is not in every place', async () => {
    const own = await ownPlaces();
    for (const missing of ['0::/system.slice/emulate-1.scope', '', '*', `${own[0] ?? ''}/`]) {
      const places = [...own, missing];
      const { stdout, stderr, exitCode } = await runEntered({ places }, ['echo', 'ran']);
      expect(exitCode).toBe(125);
      expect(stdout).toBe('');
      expect(stderr).toBe(
        `emulate-enter: expected to be in '${missing}' by now; the program was not started`,
      );
    }
  });

  it('says when there is no such program', async () => {
    const { exitCode, stderr } = await runEntered({ places: await ownPlaces() }, ['/no/program']);
    expect(exitCode).toBe(127);
    expect(stderr).toContain('/no/program');
  });
});
