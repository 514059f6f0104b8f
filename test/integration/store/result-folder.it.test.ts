import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createResultFolder, resultFolderName } from '../../../src/store/result-folder.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const utc = '2026-03-01T12:34:56.789Z';

describe('createResultFolder', () => {
  test('creates the folder and its parents, readable by everybody', async () => {
    await using folder = await makeTemporaryFolder();
    const parent = join(folder.path, 'deep', 'results');
    const created = await createResultFolder(parent, utc, 'hbf-50gbps');
    const path = join(parent, '2026-03-01T12-34-56Z-hbf-50gbps');
    expect(created).toEqual({ ok: true, value: path });
    const { mode } = await stat(path);
    expect(mode & 0o022).toBe(0);
    expect(mode & 0o700).toBe(0o700);
  });

  test('never uses a folder again', async () => {
    await using folder = await makeTemporaryFolder();
    const first = await createResultFolder(folder.path, utc, 'a');
    const second = await createResultFolder(folder.path, utc, 'a');
    const third = await createResultFolder(folder.path, utc, 'a');
    expect([first, second, third].map((each) => each.ok && each.value)).toEqual([
      join(folder.path, '2026-03-01T12-34-56Z-a'),
      join(folder.path, '2026-03-01T12-34-56Z-a-2'),
      join(folder.path, '2026-03-01T12-34-56Z-a-3'),
    ]);
  });

  test('says what is wrong when a part of the path is a file', async () => {
    await using folder = await makeTemporaryFolder();
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    const created = await createResultFolder(join(file, 'results'), utc, 'a');
    expect(created).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', path: join(file, 'results') },
    });
    if (!created.ok && created.failure.reason === 'file-failed')
      expect(created.failure.problem).toContain('choose another path');
  });

  test('gives up when every number is taken', async () => {
    await using folder = await makeTemporaryFolder();
    const name = resultFolderName(utc, 'a');
    await mkdir(join(folder.path, name));
    for (let number = 2; number <= 100; number += 1)
      await mkdir(join(folder.path, `${name}-${number}`));
    const created = await createResultFolder(folder.path, utc, 'a');
    expect(created).toMatchObject({ ok: false, failure: { reason: 'file-failed' } });
  });
});

describe('resultFolderName', () => {
  test('has no characters that a shell or a file system minds', () => {
    expect(resultFolderName(utc, 'my profile/ä:1')).toBe('2026-03-01T12-34-56Z-my-profile-1');
  });
});
