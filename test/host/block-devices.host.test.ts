import { mkdir, open, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlockDevice } from '../../src/model/scope.ts';
import { createBlockDevices } from '../../src/system/block-devices.ts';
import { createControlFiles } from '../../src/system/control-files.ts';
import { packageFolder } from '../support/command-line.ts';
import { createFakeJournal } from '../support/fakes/journal.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const MiB = 2 ** 20;
const journal = createFakeJournal();
const devices = createBlockDevices({ controlFiles: createControlFiles(), journal });

const lacks = async (...programs: readonly string[]): Promise<string | undefined> => {
  if (process.getuid?.() !== 0) return 'only root may attach loop devices and mount';
  for (const program of programs) {
    const found = await execa('sh', ['-c', 'command -v "$1"', 'sh', program], { reject: false });
    if (found.exitCode !== 0) return `${program} is not installed`;
  }
  return undefined;
};
const noLoop =
  (await lacks('losetup', 'mkfs.ext4', 'mount', 'addpart')) ??
  (await stat('/dev/loop-control').then(
    () => undefined,
    () => 'this kernel has no loop devices',
  ));
const noNamespace = await lacks('unshare', 'mount');

let folder: TemporaryFolder;
/** Undoes what a test made, last first. */
let undo: (() => Promise<unknown>)[];
beforeEach(async () => {
  folder = await makeTemporaryFolder();
  undo = [];
});
afterEach(async () => {
  for (const action of [...undo].reverse()) await action();
  await folder[Symbol.asyncDispose]();
  expect(journal.open()).toEqual([]);
});

const makeImage = async (path: string, bytes: number): Promise<string> => {
  await writeFile(path, '');
  await truncate(path, bytes);
  return path;
};

/** A loop device over a file, with its partitions shown. */
const attach = async (file: string): Promise<string> => {
  const { stdout } = await execa('losetup', ['--find', '--show', '--partscan', file]);
  undo.push(() => execa('losetup', ['--detach', stdout]));
  return stdout;
};

const mount = async (node: string, place: string): Promise<void> => {
  await mkdir(place, { recursive: true });
  await execa('mount', [node, place]);
  undo.push(() => execa('umount', [place]));
};

const chainOf = async (path: string) => {
  const found = await devices.ofFile(path);
  if (!found.ok) throw new Error(JSON.stringify(found.failure));
  return found.value;
};

describe('the device below a file', () => {
  it('is a whole disk of this machine, or there is a reason', async () => {
    const found = await devices.ofFile(folder.path);
    if (!found.ok) {
      expect(found.failure.reason).toBe('missing-requirements');
      return;
    }
    const { device, disks } = found.value;
    for (const each of [device, ...disks]) {
      const entry = join('/sys/dev/block', each.id);
      expect(await readdir(entry)).not.toContain('partition');
      expect((await readFile(join(entry, 'dev'), 'utf8')).trim()).toBe(each.id);
    }
  });

  it('is the loop device, when the file is on one of its partitions', async ({ skip }) => {
    skip(noLoop !== undefined, noLoop);
    const loop = await attach(await makeImage(join(folder.path, 'image'), 32 * MiB));
    // Sectors; the kernel need not know partition tables for this.
    await execa('addpart', [loop, '3', '2048', '49152']);
    undo.push(() => execa('delpart', [loop, '3']));
    await execa('mkfs.ext4', ['-q', `${loop}p3`]);
    const place = join(folder.path, 'mounted');
    await mount(`${loop}p3`, place);
    await writeFile(join(place, 'model.gguf'), 'weights');

    const { device, disks, filesystem } = await chainOf(join(place, 'model.gguf'));
    const id = (await readFile(`/sys/block/${basename(loop)}/dev`, 'utf8')).trim();
    expect(device).toEqual({ id, path: loop });
    expect(filesystem).toBe('ext4');
    // Below it is whatever holds the image; a folder in memory is on no device.
    const under = await devices.ofFile(folder.path);
    expect(disks).toEqual(under.ok ? under.value.disks : [device]);
  });

  it('is the loop device alone, when that is over a file in memory', async ({ skip }) => {
    skip(noLoop !== undefined, noLoop);
    const memory = join(folder.path, 'memory');
    await mkdir(memory);
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'emulate-test', memory]);
    undo.push(() => execa('umount', [memory]));
    const loop = await attach(await makeImage(join(memory, 'image'), 32 * MiB));
    await execa('mkfs.ext4', ['-q', loop]);
    const place = join(folder.path, 'mounted');
    await mount(loop, place);
    const { device, disks } = await chainOf(place);
    expect(device.path).toBe(loop);
    expect(disks).toEqual([device]);

    // A loop device over a loop device, as a device and as a file.
    await makeImage(join(place, 'inner'), 8 * MiB);
    const inner = await attach(join(place, 'inner'));
    await execa('mkfs.ext4', ['-q', inner]);
    await mount(inner, join(folder.path, 'inside'));
    const chain = await chainOf(join(folder.path, 'inside'));
    expect(chain.device.path).toBe(inner);
    expect(chain.disks).toEqual([device]);
  });

  it('is none for a file in memory', async ({ skip }) => {
    skip(noNamespace !== undefined, noNamespace);
    const memory = join(folder.path, 'memory');
    await mkdir(memory);
    await execa('mount', ['-t', 'tmpfs', 'emulate-test', memory]);
    undo.push(() => execa('umount', [memory]));
    expect(await devices.ofFile(memory)).toMatchObject({
      failure: { misses: [{ what: expect.stringContaining("got 'tmpfs'") as string }] },
    });
  });

  it('is none on an overlay', async ({ skip }) => {
    skip(noNamespace !== undefined, noNamespace);
    const parts = ['lower', 'upper', 'work', 'merged'].map((name) => join(folder.path, name));
    for (const part of parts) await mkdir(part);
    const [lower = '', upper = '', work = '', merged = ''] = parts;
    await writeFile(join(lower, 'model.gguf'), 'weights');
    // An overlay is mounted in a namespace of its own, in which another process of ours asks.
    const script = `
      import { createBlockDevices } from '${packageFolder}src/system/block-devices.ts';
      import { createControlFiles } from '${packageFolder}src/system/control-files.ts';
      const journal = { note: () => { throw new Error('nothing is changed'); } };
      const devices = createBlockDevices({ controlFiles: createControlFiles(), journal });
      const found = await devices.ofFile('${join(merged, 'model.gguf')}');
      console.log(JSON.stringify(found));
    `;
    const file = join(folder.path, 'ask.mts');
    await writeFile(file, script);
    const { stdout } = await execa('unshare', [
      ...['--mount', 'sh', '-c'],
      'mount -t overlay overlay -o "$1" "$2" && shift 2 && exec "$@"',
      ...['sh', `lowerdir=${lower},upperdir=${upper},workdir=${work}`, merged],
      ...[join(packageFolder, 'node_modules/.bin/tsx'), file],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      failure: {
        misses: [
          {
            what: expect.stringContaining("got 'overlay'") as string,
            remedy: expect.stringContaining("'volume: {}'") as string,
          },
        ],
      },
    });
  });
});

describe('a loop device', () => {
  let loop: BlockDevice;
  let node: string;
  beforeEach(async ({ skip }) => {
    skip(noLoop !== undefined, noLoop);
    node = await attach(await makeImage(join(folder.path, 'image'), 8 * MiB));
    loop = {
      id: (await readFile(`/sys/block/${basename(node)}/dev`, 'utf8')).trim(),
      path: node,
    };
  });

  it('counts what is read from it', async () => {
    const before = await devices.counters(loop);
    await using file = await open(node, 'r');
    await file.read(Buffer.alloc(4 * MiB), 0, 4 * MiB, 0);
    const after = await devices.counters(loop);
    if (before === undefined || after === undefined) throw new Error('no counters');
    // Read-ahead may add to it, but there are no more than 8 MiB.
    expect(after.readBytes - before.readBytes).toBeGreaterThanOrEqual(4 * MiB);
    expect(after.readBytes - before.readBytes).toBeLessThanOrEqual(8 * MiB);
    expect(after.readOperations).toBeGreaterThan(before.readOperations);
    expect(after.writtenBytes).toBe(before.writtenBytes);
  });

  it('has a read-ahead that is set, and restored', async () => {
    const former = await devices.readAhead(loop);
    if (!former.ok) throw new Error('no read-ahead');
    const asked = former.value + MiB;
    const set = await devices.setReadAhead(loop, asked);
    if (!set.ok) throw new Error(JSON.stringify(set.failure));
    const shown = await readFile(`/sys/block/${basename(node)}/queue/read_ahead_kb`, 'utf8');
    expect(Number(shown) * 1024).toBe(asked);
    expect(journal.open()).toHaveLength(1);
    await set.value[Symbol.asyncDispose]();
    expect(await devices.readAhead(loop)).toEqual(former);
  });

  it('keeps its read-ahead when the kernel would round what is asked', async () => {
    const former = await devices.readAhead(loop);
    for (const bytes of [1024, 1536])
      expect(await devices.setReadAhead(loop, bytes)).toMatchObject({ ok: false });
    expect(await devices.readAhead(loop)).toEqual(former);
  });
});
