import { chmod, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { Seal } from '../../../src/model/seal.ts';
import { createFiles } from '../../../src/system/files.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const files = createFiles();

/** A cache with one sealed folder. */
const makeCache = async () => {
  const temporary = await makeTemporaryFolder();
  const base = join(temporary.path, 'emulate');
  const folder = join(base, 'tier-pager', 'key');
  expect((await files.makeFolder(folder)).ok).toBe(true);
  for (const name of ['library.so', 'other.so'])
    await writeFile(join(folder, name), `content of ${name}`, { mode: 0o644 });
  expect(await files.seal(folder)).toEqual({ ok: true, value: undefined });
  const look = async (): Promise<Seal> => {
    const seal = await files.checkSeal(folder, base);
    if (!seal.ok) throw new Error(JSON.stringify(seal.failure));
    return seal.value;
  };
  return { base, folder, look, [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose]() };
};

describe('a folder of the cache', () => {
  test('is whole as it was sealed, and sha256sum says so too', async () => {
    await using cache = await makeCache();
    expect(await cache.look()).toEqual({ state: 'whole' });
    const { stdout } = await execa('sha256sum', ['--check', 'contents.sha256'], {
      cwd: cache.folder,
    });
    expect(stdout).toBe('library.so: OK\nother.so: OK');
  });

  test('is absent where nothing is, be it the cache itself', async () => {
    await using cache = await makeCache();
    await rm(cache.folder, { recursive: true });
    expect(await cache.look()).toEqual({ state: 'absent' });
    await rm(cache.base, { recursive: true });
    expect(await cache.look()).toEqual({ state: 'absent' });
  });

  test.each<[string, (folder: string) => Promise<void>]>([
    ['a file is cut short', (folder) => truncate(join(folder, 'library.so'), 4)],
    ['a file is missing', (folder) => rm(join(folder, 'other.so'))],
    ['a file was added', (folder) => writeFile(join(folder, 'libggml-cpu-evil.so'), 'x')],
    ['the record is missing', (folder) => rm(join(folder, 'contents.sha256'))],
    ['the record is empty', (folder) => truncate(join(folder, 'contents.sha256'), 0)],
  ])('is damaged when %s', async (_, damage) => {
    await using cache = await makeCache();
    await damage(cache.folder);
    expect(await cache.look()).toMatchObject({ state: 'damaged' });
  });

  test.each<[string, RegExp, (cache: { folder: string; base: string }) => Promise<void>]>([
    [
      'a file can be written to by all',
      /library\.so' can be written to by other users \(mode 0666\)$/,
      ({ folder }) => chmod(join(folder, 'library.so'), 0o666),
    ],
    [
      'its folder can be written to by a group',
      /key' can be written to by other users \(mode 0775\)$/,
      ({ folder }) => chmod(folder, 0o775),
    ],
    [
      'a folder above it can be written to by all, even with the sticky bit',
      /emulate' can be written to by other users \(mode 1777\)$/,
      ({ base }) => chmod(base, 0o1777),
    ],
    [
      'a file is a link',
      /library\.so' is a symbolic link$/,
      async ({ folder, base }) => {
        await writeFile(join(base, 'elsewhere'), await readFile(join(folder, 'library.so')));
        await rm(join(folder, 'library.so'));
        await symlink(join(base, 'elsewhere'), join(folder, 'library.so'));
      },
    ],
    [
      'a folder above it is a link',
      /tier-pager' is a symbolic link$/,
      async ({ base }) => {
        await mkdir(join(base, 'real'), { mode: 0o755 });
        await rm(join(base, 'tier-pager'), { recursive: true });
        await symlink('real', join(base, 'tier-pager'));
      },
    ],
  ])('may be the work of another user when %s', async (_, why, plant) => {
    await using cache = await makeCache();
    await plant(cache);
    const seal = await cache.look();
    expect(seal.state).toBe('foreign');
    expect('problem' in seal ? seal.problem : '').toMatch(why);
  });
});
