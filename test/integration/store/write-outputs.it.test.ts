import { readFile, readdir, writeFile } from 'node:fs/promises';
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
