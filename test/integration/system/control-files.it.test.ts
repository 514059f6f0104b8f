import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createControlFiles } from '../../../src/system/control-files.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const files = createControlFiles();

describe('createControlFiles', () => {
  let folder: TemporaryFolder;
  let path: string;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    path = join(folder.path, 'file');
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  describe('read', () => {
    it('gives the content without the last line feed, and only that one', async () => {
      await writeFile(path, 'a\nb\n\n');
      expect(await files.read(path)).toEqual({ ok: true, value: 'a\nb\n' });
      await writeFile(path, 'max');
      expect(await files.read(path)).toEqual({ ok: true, value: 'max' });
    });

    it('gives nothing where nothing is', async () => {
      await writeFile(path, '');
      expect(await files.read(join(folder.path, 'nothing'))).toEqual({
        ok: true,
        value: undefined,
      });
      expect(await files.read(join(path, 'below'))).toEqual({ ok: true, value: undefined });
    });

    it('reads files of the kernel, which say that they have no size', async () => {
      const text = await files.read('/proc/self/mountinfo');
      expect(text).toMatchObject({ ok: true, value: expect.stringContaining(' / / ') as string });
    });

    it('says why it cannot', async () => {
      expect(await files.read(folder.path)).toMatchObject({
        failure: { reason: 'file-failed', path: folder.path, operation: 'read' },
      });
    });
  });

  describe('write', () => {
    it('neither cuts a file short nor makes one', async () => {
      await writeFile(path, 'wxyz');
      expect(await files.write(path, 'ab')).toEqual({ ok: true, value: undefined });
      expect(await readFile(path, 'utf8')).toBe('abyz');
      const missing = join(folder.path, 'nothing');
      expect(await files.write(missing, '64')).toEqual({
        ok: false,
        failure: {
          reason: 'file-failed',
          path: missing,
          operation: "write '64' into",
          problem: 'no such file; this kernel or device does not have it (ENOENT)',
        },
      });
      expect(await files.list(folder.path)).toEqual(['file']);
    });

    it('tells what the kernel refuses', async () => {
      expect(await files.write('/proc/self/oom_score_adj', 'much')).toEqual({
        ok: false,
        failure: {
          reason: 'file-failed',
          path: '/proc/self/oom_score_adj',
          operation: "write 'much' into",
          problem: 'the kernel does not take this value here (EINVAL)',
        },
      });
    });

    it('reaches the kernel', async () => {
      const score = '/proc/self/oom_score_adj';
      const former = await readFile(score, 'utf8');
      const higher = String(Math.min(1000, Number(former) + 1));
      expect(await files.write(score, higher)).toMatchObject({ ok: true });
      expect(await files.read(score)).toEqual({ ok: true, value: higher });
    });
  });

  it('knows what may be written', async () => {
    await writeFile(path, '');
    expect(await files.isWritable(path)).toBe(true);
    expect(await files.isWritable(folder.path)).toBe(true);
    expect(await files.isWritable(join(folder.path, 'nothing'))).toBe(false);
  });

  it('lists a folder, sorted', async () => {
    await writeFile(join(folder.path, 'b'), '');
    await mkdir(join(folder.path, 'a'));
    expect(await files.list(folder.path)).toEqual(['a', 'b']);
    expect(await files.list(path)).toBeUndefined();
  });

  it('makes one folder, once, in a folder that is there', async () => {
    expect(await files.makeFolder(path)).toEqual({ ok: true, value: undefined });
    expect(await files.makeFolder(path)).toMatchObject({
      failure: {
        operation: 'make the folder',
        problem: expect.stringContaining('(EEXIST)') as string,
      },
    });
    expect(await files.makeFolder(join(folder.path, 'x/y'))).toMatchObject({
      failure: { problem: expect.stringContaining('(ENOENT)') as string },
    });
  });

  it('removes one folder, and is content with one that is gone', async () => {
    await mkdir(path);
    expect(await files.removeFolder(path)).toEqual({ ok: true, value: undefined });
    expect(await files.removeFolder(path)).toEqual({ ok: true, value: undefined });
    await mkdir(join(path, 'child'), { recursive: true });
    expect(await files.removeFolder(path)).toMatchObject({
      failure: { path, operation: 'remove the folder' },
    });
  });

  it('follows links to their end', async () => {
    await writeFile(path, '');
    await symlink(path, join(folder.path, 'link'));
    const end = await files.resolve(join(folder.path, 'link'));
    expect(end).toBe(await files.resolve(path));
    expect(await files.resolve(join(folder.path, 'nothing'))).toBeUndefined();
  });
});
