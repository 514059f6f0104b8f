import { lstat, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeOutputs } from '../../../src/store/write-outputs.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

test('outputs are written below the folder, and older ones are replaced', async () => {
  await using folder = await makeTemporaryFolder();
  await writeFile(join(folder.path, 'curves.csv'), 'old and longer than the new one\n');
  const written = await writeOutputs(folder.path, [
    { path: 'curves.csv', text: 'new ü\n' },
    { path: 'figures/a.svg', text: '<svg/>' },
  ]);
  expect(written).toEqual({
    ok: true,
    value: [join(folder.path, 'curves.csv'), join(folder.path, 'figures', 'a.svg')],
  });
  expect(await readFile(join(folder.path, 'curves.csv'), 'utf8')).toBe('new ü\n');
  expect((await readdir(folder.path)).sort()).toEqual(['curves.csv', 'figures']);
});

test('no output is written through a link in place of a folder or a file', async () => {
  await using folder = await makeTemporaryFolder();
  await using elsewhere = await makeTemporaryFolder();
  const precious = join(elsewhere.path, 'precious');
  await writeFile(precious, 'precious');
  await symlink(precious, join(folder.path, 'report.md'));
  await symlink(elsewhere.path, join(folder.path, 'figures'));
  const written = await writeOutputs(folder.path, [
    { path: 'report.md', text: 'new' },
    { path: 'figures/tg.svg', text: '<svg/>' },
  ]);
  expect(written).toMatchObject({
    ok: false,
    failure: {
      path: join(folder.path, 'figures/tg.svg'),
      problem: expect.stringMatching(/^(ELOOP|ENOTDIR): /) as string,
    },
  });
  expect(await readFile(precious, 'utf8')).toBe('precious');
  expect(await readdir(elsewhere.path)).toEqual(['precious']);
  expect((await lstat(join(folder.path, 'report.md'))).isFile()).toBe(true);
});

test('what a kill left of outputs is removed, and nothing else', async () => {
  await using folder = await makeTemporaryFolder();
  const kept = ['.report.md.tmp', '.report.md.0123456789ab', '.other.md.0123456789ab.tmp', 'a.tmp'];
  const left = ['.report.md.0123456789ab.tmp', '.manifest.json.ba9876543210.tmp'];
  for (const name of [...kept, ...left]) await writeFile(join(folder.path, name), 'half');
  await mkdir(join(folder.path, 'figures'));
  await writeFile(join(folder.path, 'figures', '.a.svg.0123456789ab.tmp'), 'half');
  await writeOutputs(folder.path, [
    { path: 'report.md', text: 'new' },
    { path: 'figures/a.svg', text: '<svg/>' },
  ]);
  expect((await readdir(folder.path)).toSorted()).toEqual(
    [...kept, 'figures', 'report.md'].toSorted(),
  );
  expect(await readdir(join(folder.path, 'figures'))).toEqual(['a.svg']);
});

test('outputs stop at the first that cannot be written', async () => {
  await using folder = await makeTemporaryFolder();
  await writeFile(join(folder.path, 'figures'), 'a file where a folder is needed');
  const written = await writeOutputs(folder.path, [
    { path: 'figures/a.svg', text: '<svg/>' },
    { path: 'report.md', text: '' },
  ]);
  expect(written).toMatchObject({ ok: false, failure: { reason: 'file-failed' } });
  expect(await readdir(folder.path)).toEqual(['figures']);
});
