import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '../../../src/system/files.ts';

const files = createFiles();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('createFiles', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emulate-test-'));
    path = join(folder, 'file');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  describe('identity', () => {
    it('stays what it is when a file is read, and is that of the file behind a link', async () => {
      await writeFile(path, 'four');
      const before = await files.identity(path);
      expect(before).toMatchObject({ bytes: 4 });
      const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;
      expect(before?.modified).toMatch(utc);
      expect(before?.changed).toMatch(utc);
      await readFile(path);
      expect(await files.identity(path)).toEqual(before);
      await symlink(path, join(folder, 'link'));
      expect(await files.identity(join(folder, 'link'))).toEqual(before);
      expect(await files.identity(join(folder, 'nothing'))).toBeUndefined();
    });

    it('is another one when the content is, although size and date are the same', async () => {
      await writeFile(path, 'four');
      await utimes(path, 1.5e9, 1.5e9);
      const before = await files.identity(path);
      expect(before?.modified).toBe('2017-07-14T02:40:00.000000000Z');
      await writeFile(path, 'five');
      await utimes(path, 1.5e9, 1.5e9);
      const after = await files.identity(path);
      expect(after).toEqual({ ...before, changed: after?.changed });
      expect(after?.changed).not.toBe(before?.changed);
    });
  });

  describe('stat', () => {
    it('tells files, folders and others apart, and nothing at all', async () => {
      await writeFile(path, 'four', { mode: 0o644 });
      expect(await files.stat(path)).toEqual({
        kind: 'file',
        bytes: 4,
        executable: false,
        setId: false,
      });
      expect(await files.stat(folder)).toMatchObject({ kind: 'folder', executable: false });
      expect(await files.stat('/dev/null')).toMatchObject({ kind: 'other' });
      expect(await files.stat(join(folder, 'nothing'))).toBeUndefined();
      expect(await files.stat(join(path, 'below-a-file'))).toBeUndefined();
    });

    it('sees what is executable and what takes on another identity', async () => {
      await writeFile(path, '');
      await chmod(path, 0o755);
      expect(await files.stat(path)).toMatchObject({ executable: true, setId: false });
      await chmod(path, 0o4755);
      expect(await files.stat(path)).toMatchObject({ executable: true, setId: true });
      await chmod(path, 0o2755);
      expect(await files.stat(path)).toMatchObject({ setId: true });
    });

    it('follows links', async () => {
      await writeFile(path, 'four');
      await symlink(path, join(folder, 'link'));
      expect(await files.stat(join(folder, 'link'))).toMatchObject({ kind: 'file', bytes: 4 });
    });
  });

  describe('reading', () => {
    it('gives text, parts of bytes, and digests', async () => {
      await writeFile(path, 'abc');
      expect(await files.readText(path)).toEqual({ ok: true, value: 'abc' });
      expect(await files.readBytes(path, 1, 100)).toEqual({ ok: true, value: bytes('bc') });
      expect(await files.readBytes(path, 9, 100)).toEqual({ ok: true, value: bytes('') });
      expect(await files.digest(path, 'sha256')).toEqual({
        ok: true,
        value: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      });
    });

    it('says what is missing', async () => {
      expect(await files.readText(path)).toEqual({
        ok: false,
        failure: {
          reason: 'file-failed',
          path,
          operation: 'read',
          problem: 'no such file or folder (ENOENT)',
        },
      });
      expect(await files.digest(path, 'sha512')).toMatchObject({ ok: false });
      expect(await files.list(path)).toMatchObject({ ok: false });
    });

    it('lists names in order', async () => {
      for (const name of ['b', 'a', 'C']) await writeFile(join(folder, name), '');
      expect(await files.list(folder)).toEqual({ ok: true, value: ['C', 'a', 'b'] });
    });
  });

  describe('writeStream', () => {
    const content = function* () {
      for (let n = 0; n < 1000; n += 1) yield bytes(`${String(n).padStart(4, '0')}\n`);
    };

    it('writes the whole content, as the umask allows, and leaves nothing beside it', async () => {
      expect(await files.writeStream(path, content())).toEqual({ ok: true, value: undefined });
      const text = await readFile(path, 'utf8');
      expect(text).toHaveLength(5000);
      expect(text.endsWith('0999\n')).toBe(true);
      expect((await stat(path)).mode & 0o600).toBe(0o600);
      expect(await readdir(folder)).toEqual(['file']);
    });

    it('keeps the old content when the new one cannot be written, and removes its own remains', async () => {
      await writeFile(path, 'old');
      const full = function* () {
        yield bytes('new');
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
          code: 'ENOSPC',
        });
      };
      expect(await files.writeStream(path, full())).toEqual({
        ok: false,
        failure: {
          reason: 'file-failed',
          path,
          operation: 'write',
          problem:
            'no space is left on the file system; free some, or choose a folder on another one (ENOSPC)',
        },
      });
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['file']);
    });

    it('lets a bug in the content through, after cleaning up', async () => {
      const broken = function* () {
        yield bytes('new');
        throw new TypeError('a bug');
      };
      await expect(files.writeStream(path, broken())).rejects.toThrow('a bug');
      expect(await readdir(folder)).toEqual([]);
    });

    it('says when the folder is not there', async () => {
      expect(await files.writeStream(join(folder, 'no', 'file'), [])).toMatchObject({
        ok: false,
        failure: { operation: 'write', problem: 'no such file or folder (ENOENT)' },
      });
    });
  });

  describe('move', () => {
    it('moves files and folders', async () => {
      await writeFile(path, 'content');
      await mkdir(join(folder, 'from'));
      expect(await files.move(path, join(folder, 'from', 'moved'))).toMatchObject({ ok: true });
      expect(await files.move(join(folder, 'from'), join(folder, 'to'))).toMatchObject({
        ok: true,
      });
      expect(await readFile(join(folder, 'to', 'moved'), 'utf8')).toBe('content');
      expect(await readdir(folder)).toEqual(['to']);
    });

    it('replaces neither a file nor a folder with content', async () => {
      await writeFile(path, 'new');
      const there = join(folder, 'there');
      await writeFile(there, 'old');
      expect(await files.move(path, there)).toEqual({
        ok: false,
        failure: {
          reason: 'file-failed',
          path: there,
          operation: `move '${path}' to`,
          problem: 'something is there already; remove it, or choose another path (EEXIST)',
        },
      });
      expect(await readFile(there, 'utf8')).toBe('old');
      for (const name of ['a', 'b']) {
        await mkdir(join(folder, name));
        await writeFile(join(folder, name, 'in'), name);
      }
      expect(await files.move(join(folder, 'a'), join(folder, 'b'))).toMatchObject({
        ok: false,
        failure: { reason: 'file-failed' },
      });
      expect(await readFile(join(folder, 'b', 'in'), 'utf8')).toBe('b');
    });
  });

  it('copies with the mode', async () => {
    await writeFile(path, 'content', { mode: 0o755 });
    expect(await files.copy(path, join(folder, 'copy'))).toMatchObject({ ok: true });
    expect(await files.stat(join(folder, 'copy'))).toMatchObject({ bytes: 7, executable: true });
  });

  it('makes folders with their parents, and private temporary ones', async () => {
    const deep = join(folder, 'a', 'b');
    expect(await files.makeFolder(deep)).toMatchObject({ ok: true });
    expect(await files.makeFolder(deep)).toMatchObject({ ok: true });
    const made = await files.makeTemporaryFolder('build', deep);
    if (!made.ok) throw new Error('expected a folder');
    expect(made.value.startsWith(join(deep, 'build-'))).toBe(true);
    expect((await stat(made.value)).mode & 0o777).toBe(0o700);
  });

  it('makes nothing temporary where other users could replace it', async () => {
    const usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
    try {
      await chmod(folder, 0o777);
      expect(await files.makeTemporaryFolder('build')).toMatchObject({
        ok: false,
        failure: {
          path: folder,
          problem:
            'other users may write to it, and it lacks the sticky bit, so that others could replace what is in it; set TMPDIR to a folder of your own, or to /tmp',
        },
      });
      await chmod(folder, 0o1777);
      expect(await files.makeTemporaryFolder('build')).toMatchObject({ ok: true });
    } finally {
      if (usual === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = usual;
    }
  });

  it('lets nobody else write to what it makes, whatever the umask', async () => {
    const usual = process.umask(0);
    try {
      await files.makeFolder(join(folder, 'new'));
      await files.writeStream(join(folder, 'new', 'file'), [new Uint8Array(1)]);
    } finally {
      process.umask(usual);
    }
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o755);
    expect((await stat(join(folder, 'new', 'file'))).mode & 0o777).toBe(0o644);
  });

  it('removes folders with content, links but not their targets, and what is gone already', async () => {
    await writeFile(path, 'kept');
    await mkdir(join(folder, 'a'));
    await symlink(path, join(folder, 'a', 'link'));
    expect(await files.remove(join(folder, 'a'))).toEqual({ ok: true, value: undefined });
    expect(await files.remove(join(folder, 'a'))).toEqual({ ok: true, value: undefined });
    expect(await readdir(folder)).toEqual(['file']);
  });

  it.each(['/', '/etc', '/etc/..'])('refuses to remove %s', async (near) => {
    await expect(files.remove(near)).rejects.toThrow('so near to the root');
  });

  it('reads the free space, also for a path that is yet to be made', async () => {
    const here = await files.freeBytes(folder);
    const below = await files.freeBytes(join(folder, 'not', 'yet', 'made'));
    if (!here.ok || !below.ok) throw new Error('expected numbers');
    expect(here.value).toBeGreaterThan(0);
    expect(below.value).toBeGreaterThan(0);
  });
});
