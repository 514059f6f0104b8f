import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/command-table.ts';
import { callCli, packageFolder } from '../../support/command-line.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

/** Gives bash's own variables of completion the words of a command line, and prints what it is offered. */
const driver = `
source "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_emulate
printf '%s\\n' "\${COMPREPLY[@]}"
`;

const scriptFor = async (shell: string, folder: string): Promise<string> => {
  const { code, out, err } = await callCli(['completion', shell]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const path = join(folder, `emulate.${shell}`);
  await writeFile(path, out);
  return path;
};

/** What bash offers for the last of these words. */
const offer = async (words: readonly string[], cwd: string): Promise<readonly string[]> => {
  await using scripts = await makeTemporaryFolder();
  const script = await scriptFor('bash', scripts.path);
  const { stdout } = await execa('bash', ['-c', driver, 'bash', script, 'emulate', ...words], {
    cwd,
  });
  return stdout.split('\n').filter((line) => line !== '');
};

const isThere = async (program: string): Promise<boolean> =>
  (await execa(program, ['--version'], { reject: false })).exitCode === 0;

describe('completion in bash', () => {
  it.each([
    [['so'], ['solve']],
    [['--profi'], ['--profile']],
    [['solve', '--ke'], ['--keep']],
    [['--no'], ['--no-gate', '--no-progress']],
    [
      ['plan', '--set', 'tier.read'],
      [
        ...['tier.readBandwidth=', 'tier.readLatency=', 'tier.readLatency.p50='],
        ...['tier.readLatency.p90=', 'tier.readLatency.p99=', 'tier.readLatency.p99.9='],
        'tier.readLatency.max=',
      ],
    ],
    [['solve', '--param', 'tier.readB'], ['tier.readBandwidth']],
    [['solve', '--on', 'hbm4'], ['hbm4-stack']],
    [
      ['--scope', 'cg'],
      ['cgroup-v2', 'cgroup-v1'],
    ],
    [
      ['profiles', ''],
      ['list', 'show', 'check'],
    ],
    [['profiles', 'show', 'memory-c'], ['memory-cliff']],
    [['model', ''], ['make']],
    [['model', 'make', '--shape', 'dem'], ['demo']],
    [['completion', 'f'], ['fish']],
    [['exec', '--case', 'b'], ['baseline']],
    [['--set', 'tier.buffer', '=', ''], []],
    [['--rounds', ''], []],
    [['exec', '--profile', 'null', '--', 'f'], []],
  ])('of %j offers %j', async (words, offered) => {
    await using folder = await makeTemporaryFolder();
    expect(await offer(words, folder.path)).toEqual(offered);
  });

  it('offers every command first', async () => {
    await using folder = await makeTemporaryFolder();
    expect(await offer([''], folder.path)).toEqual(commands.map(({ name }) => name));
  });

  it.each([[['--profile', '']], [['--profile', '=', '']]])(
    'offers shipped profiles and files for %j',
    async (words) => {
      await using folder = await makeTemporaryFolder();
      await writeFile(join(folder.path, 'my own.yaml'), '');
      await writeFile(join(folder.path, 'notes.txt'), '');
      const shipped = (await readdir(join(packageFolder, 'profiles')))
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => name.replace('.yaml', ''));
      expect(await offer(words, folder.path)).toEqual([...shipped.toSorted(), 'my own.yaml']);
    },
  );

  it('offers folders of results, and other files where there are none', async () => {
    await using folder = await makeTemporaryFolder();
    await mkdir(join(folder.path, 'elsewhere of it'));
    expect(await offer(['report', 'e'], folder.path)).toEqual(['elsewhere of it']);
    await mkdir(join(folder.path, 'results/a sweep'), { recursive: true });
    await mkdir(join(folder.path, 'results/no sweep'), { recursive: true });
    await writeFile(join(folder.path, 'results/a sweep/manifest.json'), '{}');
    for (const words of [
      ['report', ''],
      ['solve', 're'],
      ['compare', 'results/a sweep', ''],
    ])
      expect(await offer(words, folder.path)).toEqual(['results/a sweep']);
  });
});

describe('completion in other shells', () => {
  it.for(['zsh', 'fish'])('is a script that %s can read', async (shell, { skip }) => {
    skip(!(await isThere(shell)), `${shell} is not installed`);
    await using folder = await makeTemporaryFolder();
    const script = await scriptFor(shell, folder.path);
    const { exitCode, stderr } = await execa(shell, ['-n', script], { reject: false });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('of fish offers the same', async ({ skip }) => {
    skip(!(await isThere('fish')), 'fish is not installed');
    await using folder = await makeTemporaryFolder();
    const script = await scriptFor('fish', folder.path);
    const ask = async (line: string): Promise<readonly string[]> => {
      const { stdout } = await execa('fish', ['-c', `source ${script}; complete -C ${line}`], {
        cwd: folder.path,
      });
      return stdout.split('\n').map((each) => each.split('\t')[0] ?? '');
    };
    expect(await ask("'emulate so'")).toEqual(['solve']);
    expect(await ask("'emulate profiles show memory-c'")).toEqual(['memory-cliff']);
    expect(await ask("'emulate solve --on hbm4'")).toEqual(['hbm4-stack']);
    expect(await ask("'emulate plan --set tier.readB'")).toEqual(['tier.readBandwidth=']);
  });

  it('is refused for a shell that is not known', async () => {
    const { code, err } = await callCli(['completion', 'csh']);
    expect(code).toBe(2);
    expect(err).toContain("shell: expected 'bash', 'zsh' or 'fish', got 'csh'");
  });
});
