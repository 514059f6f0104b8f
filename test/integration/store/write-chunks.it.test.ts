import { mkdir, readFile, readdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { writeChunks } from '../../../src/store/write-chunks.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const done = { ok: true, value: undefined };

test('chunks are written one after the other, into a folder that is made for them', async () => {
  await using folder = await makeTemporaryFolder();
  const path = join(folder.path, 'new', 'samples.csv');
  expect(await writeChunks(path, ['a\n', new Uint8Array([0, 255]), 'ü'])).toEqual(done);
  expect(await readFile(path)).toEqual(Buffer.from([0x61, 0x0a, 0, 255, 0xc3, 0xbc]));
  expect(await readdir(join(folder.path, 'new'))).toEqual(['samples.csv']);
});

test('the file that a link leads to is replaced, and the link stays', async () => {
  await using folder = await makeTemporaryFolder();
  const link = join(folder.path, 'link.csv');
  await writeFile(join(folder.path, 'target.csv'), 'older and longer');
  await symlink('target.csv', link);
  expect(await writeChunks(link, ['new'])).toEqual(done);
  expect(await readlink(link)).toBe('target.csv');
  expect(await readFile(join(folder.path, 'target.csv'), 'utf8')).toBe('new');
});

test('an older file stays as it was when the disk fills up before the last chunk', async () => {
  await using folder = await makeTemporaryFolder();
  const path = join(folder.path, 'samples.csv');
  await writeFile(path, 'older');
  const chunks = function* (): Generator<string> {
    yield 'new';
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  expect(await writeChunks(path, chunks())).toMatchObject({
    ok: false,
    failure: { reason: 'file-failed', path, operation: 'write' },
  });
  expect(await readFile(path, 'utf8')).toBe('older');
  expect(await readdir(folder.path)).toEqual(['samples.csv']);
});

test('a pipe is written into, and not replaced', async () => {
  await using folder = await makeTemporaryFolder();
  const path = join(folder.path, 'pipe');
  await execa('mkfifo', [path]);
  const reader = execa('cat', [path], { stripFinalNewline: false });
  expect(await writeChunks(path, ['a', 'b\n'])).toEqual(done);
  expect((await reader).stdout).toBe('ab\n');
});

test('a folder is no place for a file', async () => {
  await using folder = await makeTemporaryFolder();
  await mkdir(join(folder.path, 'here'));
  expect(await writeChunks(join(folder.path, 'here'), ['a'])).toMatchObject({
    ok: false,
    failure: { problem: expect.stringContaining('EISDIR') as string },
  });
});
