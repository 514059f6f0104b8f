import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '../../../src/system/files.ts';
import { lookForTemporaries, trackTemporaries } from '../../../src/system/temporaries.ts';
import { createFakeJournal, type FakeJournal } from '../../support/fakes/journal.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const mark = '0123456789abcdef';
const files = createFiles();

let folder: TemporaryFolder;
let journal: FakeJournal;
let warnings: string[];
beforeEach(async () => {
  folder = await makeTemporaryFolder();
  journal = createFakeJournal();
  warnings = [];
});
afterEach(() => folder[Symbol.asyncDispose]());

const track = () =>
  trackTemporaries({ journal, mark, warn: (message) => void warnings.push(message) });
const makeOne = async (): Promise<string> => {
  const made = await files.makeTemporaryFolder('emulate-tier', folder.path);
  if (!made.ok) throw new Error('refused');
  return made.value;
};
const look = (path = folder.path) => lookForTemporaries({ kind: 'temporary', folder: path, mark });

describe('temporary files', () => {
  it('are noted down once a folder, before the first, and forgotten when they are gone', async () => {
    {
      await using _tracked = track();
      const one = await makeOne();
      expect(one).toMatch(new RegExp(`/emulate-tier-${mark}-[0-9A-Za-z]{6}$`));
      await files.writeStream(join(one, 'counters'), [new Uint8Array(1)]);
      await files.writeStream(join(folder.path, 'kept'), [new Uint8Array(1)]);
      await files.remove(one);
      await files.remove(await makeOne());
      expect(journal.noted).toEqual([{ kind: 'temporary', folder: folder.path, mark }]);
    }
    expect(journal.open()).toEqual([]);
    expect(await readdir(folder.path)).toEqual(['kept']);
  });

  it('that were not removed are removed in the end', async () => {
    {
      await using _tracked = track();
      await writeFile(join(await makeOne(), 'counters'), '');
    }
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('are made all the same where nothing can be noted, with one warning', async () => {
    journal.breakDown('read-only');
    await using _tracked = track();
    await makeOne();
    await mkdir(join(folder.path, 'other'));
    await files.makeTemporaryFolder('emulate-check', join(folder.path, 'other'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('temporary files are not noted down');
  });

  it('that were left are found by the mark in their names, and nothing else is', async () => {
    const left = [`emulate-tier-${mark}-AbC123`, `.report.md.${mark}-0123456789ab.tmp`];
    const others = [
      `emulate-tier-fedcba9876543210-AbC123`,
      `.report.md.fedcba9876543210-0123456789ab.tmp`,
      `notes-${mark}`,
      mark,
    ];
    await mkdir(join(folder.path, left[0] ?? '', 'sub'), { recursive: true });
    for (const name of [left[1] ?? '', ...others]) await writeFile(join(folder.path, name), '');
    const remains = await look();
    expect(remains).toMatchObject({ detail: [...left].sort().join(', ') });
    expect(remains.state === 'there' && (await remains.undo())).toBeUndefined();
    expect((await readdir(folder.path)).sort()).toEqual([...others].sort());
    expect(await look()).toEqual({ state: 'gone' });
  });

  it('are not looked for behind a link, and links are removed without what they lead to', async () => {
    const real = join(folder.path, 'real');
    await mkdir(real);
    await writeFile(join(real, 'letter'), '');
    await symlink(real, join(folder.path, 'link'));
    expect(await look(join(folder.path, 'link'))).toMatchObject({ state: 'untouched' });
    await symlink(real, join(folder.path, `emulate-tier-${mark}-AbC123`));
    const remains = await look();
    expect(remains.state === 'there' && (await remains.undo())).toBeUndefined();
    expect(await readdir(real)).toEqual(['letter']);
  });

  it('are none in a folder that is gone, or written in a crooked way', async () => {
    expect(await look(join(folder.path, 'gone'))).toEqual({ state: 'gone' });
    expect(await look(`${folder.path}/../x`)).toMatchObject({ state: 'untouched' });
  });
});
