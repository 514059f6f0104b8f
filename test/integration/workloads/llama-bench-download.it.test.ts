import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { ProcessRunner } from '../../../src/ports/process-runner.ts';
import { createFiles } from '../../../src/system/files.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';
import { buildLlamaBench } from '../../../src/workloads/llama-bench/build.ts';
import { unpackPackage } from '../../../src/workloads/llama-bench/build-steps.ts';
import { startFakeRegistry, type Misbehaviour } from '../../support/fake-registry.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const runner = createProcessRunner();
const files = createFiles();

/** A package whose scripts leave a file, as one may that somebody has put into a registry. */
const makeTarball = async (folder: string, left: string): Promise<Uint8Array> => {
  const scripts = Object.fromEntries(
    ['preinstall', 'install', 'postinstall', 'prepack', 'prepare', 'postpack'].map((name) => [
      name,
      `touch ${left}`,
    ]),
  );
  await mkdir(join(folder, 'package'));
  await writeFile(
    join(folder, 'package/package.json'),
    JSON.stringify({ name: 'x', version: '3.22.1', scripts }),
  );
  await execa('tar', ['-czf', 'made.tgz', 'package'], { cwd: folder });
  return readFile(join(folder, 'made.tgz'));
};

describe('what a registry delivers', () => {
  it.each<[Misbehaviour, RegExp, RegExp]>([
    ['other-content', /^verify /, /SHA-512 is '.*', expected '.*'; nothing of it was used$/],
    ['redirected', /^verify /, /SHA-512 is '.*', expected '.*'; nothing of it was used$/],
    ['cut-short', /^fetch /, /^'npm' failed: it ended with exit code 1: npm error/],
    ['absent', /^fetch /, /404/],
  ])('is not used, run or kept when it is %s', async (misbehaviour, step, problem) => {
    await using folder = await makeTemporaryFolder();
    const left = join(folder.path, 'left-by-a-script');
    const tarball = await makeTarball(folder.path, left);
    await using registry = await startFakeRegistry(tarball, misbehaviour);
    const env = {
      npm_config_registry: registry.url,
      npm_config_cache: join(folder.path, 'npm'),
      npm_config_fetch_retries: '0',
      npm_config_ignore_scripts: 'false',
    };
    const processes: ProcessRunner = {
      run: (spec) => runner.run({ ...spec, env: { ...spec.env, ...env } }),
    };
    const cacheFolder = join(folder.path, 'cache');
    const built = await buildLlamaBench(
      { cacheFolder, architecture: 'x64' },
      { files, processes, observe: () => undefined },
    );
    expect(built).toMatchObject({
      ok: false,
      failure: {
        reason: 'provision-failed',
        step: expect.stringMatching(step) as string,
        problem: expect.stringMatching(problem) as string,
      },
    });
    expect(await readdir(join(cacheFolder, 'llama-bench'))).toEqual([]);
    expect(await readdir(folder.path)).not.toContain('left-by-a-script');
  });
});

describe('a tarball', () => {
  it('is not unpacked to anywhere but its folder, and with none of its owners and modes', async () => {
    await using folder = await makeTemporaryFolder();
    const at = (...names: readonly string[]): string => join(folder.path, ...names);
    await mkdir(at('made/package/bins'), { recursive: true });
    await writeFile(at('made/package/bins/good'), 'good', { mode: 0o777 });
    await writeFile(at('made/evil'), 'evil');
    await symlink(at('outside'), at('made/package/bins/link'));
    await mkdir(at('outside'));
    await mkdir(at('target'));
    // The last of each kind: above the folder, absolute, and through a link that comes before.
    const names = ['package/bins/up', 'package/bins/absolute', 'package/bins/through'];
    for (const name of names) await writeFile(at('made', name), 'evil');
    const rename = [
      `s|^package/bins/up$|package/bins/../../../outside/up|`,
      `s|^package/bins/absolute$|${at('outside/absolute')}|`,
      `s|^package/bins/through$|package/bins/link/through|`,
    ].map((rule) => `--transform=${rule}`);
    await execa(
      'tar',
      ['-czPf', at('evil.tgz'), ...rename, 'package/bins/good', 'package/bins/link', ...names],
      { cwd: at('made') },
    );
    await unpackPackage(
      {
        ports: { files, processes: runner, observe: () => undefined },
        tools: { npm: 'npm', git: 'git', tar: 'tar', compiler: 'c++' },
        folder: at('target'),
      },
      { name: 'evil', version: '1', sha512: '', members: ['package/bins'] },
      at('evil.tgz'),
      at('target'),
    );
    expect(await readdir(at('outside'))).toEqual([]);
    const { stdout } = await execa('stat', ['-c', '%a', at('target/package/bins/good')]);
    expect(stdout).toBe('755');
  });
});
