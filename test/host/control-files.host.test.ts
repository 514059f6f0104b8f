import { readFile, readdir } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/model/failure.ts';
import type { Result } from '../../src/model/result.ts';
import type { ControlFiles } from '../../src/ports/control-files.ts';
import { createControlFiles } from '../../src/system/control-files.ts';
import { createFakeControlFiles } from '../support/fakes/control-files.ts';

const real = createControlFiles();
const name = `emulate-test-${process.pid}`;
const isRoot = process.getuid?.() === 0;

/** Where the group of this process is, by controller; the tree of version 2 has none. */
const readOwn = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await readFile('/proc/self/cgroup', 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.split(':').slice(1)),
  ) as Record<string, string>;
const own = await readOwn();

/** The value, or the code of the failure. */
const told = async (asked: Promise<Result<unknown, Failure>>): Promise<unknown> => {
  const result = await asked;
  if (result.ok) return result.value;
  const { failure } = result;
  return failure.reason === 'file-failed' ? /\((E\w+)\)$/.exec(failure.problem)?.[1] : failure;
};

/** What is done, in order: a line each with what came of it. */
type Deed = readonly ['make' | 'remove' | 'read', string] | readonly ['write', string, string];

const perform = async (files: ControlFiles, deeds: readonly Deed[]): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const deed of deeds) {
    const [what, path] = deed;
    const asked = {
      make: () => files.makeFolder(path),
      remove: () => files.removeFolder(path),
      read: () => files.read(path),
      write: () => files.write(path, deed[2] ?? ''),
    }[what]();
    lines.push(`${deed.join(' ')}: ${String(await told(asked))}`);
  }
  return lines;
};

const mount = (controller: string): string =>
  `/sys/fs/cgroup/${controller}${(own[controller] ?? '/').replace(/\/$/, '')}`;
const isVersion1 = async (controller: string): Promise<boolean> =>
  isRoot && own[controller] !== undefined && (await real.list(mount(controller))) !== undefined;

/** A process that waits, and the id that stands for it in what is written. */
const withProcess = async (act: (pid: number) => Promise<void>): Promise<void> => {
  const child = execa('sleep', ['60'], { reject: false });
  try {
    await act(child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
    await child;
  }
};

describe('the fake control files do what the kernel does', () => {
  const fake = async () =>
    createFakeControlFiles({
      version: 1,
      own,
      cpus: os.cpus().length,
      devices: await Promise.all(
        (await readdir('/sys/block')).map(async (disk) =>
          (await readFile(`/sys/block/${disk}/dev`, 'utf8')).trim(),
        ),
      ),
    });

  it('with limits of memory in version 1', async ({ skip }) => {
    skip(!(await isVersion1('memory')), 'not root, or no memory controller of version 1');
    const group = `${mount('memory')}/${name}`;
    const limit = `${group}/memory.limit_in_bytes`;
    const sum = `${group}/memory.memsw.limit_in_bytes`;
    const files = (await real.list(mount('memory'))) ?? [];
    const countsSwap = files.includes('memory.memsw.limit_in_bytes');
    skip(!countsSwap, 'this kernel does not count swap');
    const deeds: readonly Deed[] = [
      ['make', group],
      ['make', group],
      ['make', `${group}/x/y`],
      ['read', limit],
      ['write', limit, '100000000'],
      ['read', limit],
      ['write', limit, '64K'],
      ['read', limit],
      ['write', limit, 'much'],
      ['write', sum, '4096'],
      ['write', sum, '1000001'],
      ['read', sum],
      ['write', limit, '2000000'],
      ['write', limit, '-1'],
      ['write', sum, '-1'],
      ['write', limit, '-1'],
      ['read', limit],
      ['read', `${group}/memory.usage_in_bytes`],
      ['write', `${group}/memory.usage_in_bytes`, '1'],
      ['read', `${group}/memory.force_empty`],
      ['write', `${group}/memory.force_empty`, '0'],
      ['read', `${group}/memory.nothing`],
      ['write', `${group}/memory.nothing`, '0'],
      ['make', `${group}/below`],
      ['remove', group],
      ['remove', `${group}/below`],
      ['remove', group],
      ['remove', group],
    ];
    expect(await perform(await fake(), deeds)).toEqual(await perform(real, deeds));
  });

  it('with processes in a set of processors in version 1', async ({ skip }) => {
    skip(!(await isVersion1('cpuset')), 'not root, or no cpuset controller of version 1');
    const group = `${mount('cpuset')}/${name}`;
    await withProcess(async (pid) => {
      const deeds: readonly Deed[] = [
        ['make', group],
        ['read', `${group}/cpuset.cpus`],
        ['write', `${group}/cgroup.procs`, String(pid)],
        ['write', `${group}/cpuset.cpus`, '4096'],
        ['write', `${group}/cpuset.cpus`, 'first'],
        ['write', `${group}/cpuset.cpus`, '0'],
        ['write', `${group}/cgroup.procs`, String(pid)],
        ['write', `${group}/cpuset.mems`, '0'],
        ['write', `${group}/cgroup.procs`, String(pid)],
        ['read', `${group}/cgroup.procs`],
        ['read', `${group}/cpuset.effective_cpus`],
        ['remove', group],
        ['write', `${mount('cpuset')}/cgroup.procs`, String(pid)],
        ['read', `${group}/cgroup.procs`],
        ['remove', group],
      ];
      expect(await perform(await fake(), deeds)).toEqual(await perform(real, deeds));
    });
  });

  it('with throttled devices in version 1', async ({ skip }) => {
    skip(!(await isVersion1('blkio')), 'not root, or no blkio controller of version 1');
    const group = `${mount('blkio')}/${name}`;
    const [disk = ''] = await readdir('/sys/block');
    const id = (await readFile(`/sys/block/${disk}/dev`, 'utf8')).trim();
    const throttle = `${group}/blkio.throttle.read_bps_device`;
    const deeds: readonly Deed[] = [
      ['make', group],
      ['read', throttle],
      ['write', throttle, `${id} 1000000`],
      ['read', throttle],
      ['write', throttle, `${id} 2000000\n`],
      ['read', throttle],
      ['write', throttle, '4000:1 5'],
      ['write', throttle, `${id} fast`],
      ['write', throttle, `${id} 0`],
      ['read', throttle],
      ['remove', group],
    ];
    expect(await perform(await fake(), deeds)).toEqual(await perform(real, deeds));
  });

  it('with processes in version 2 without controllers', async ({ skip }) => {
    const tree = '/sys/fs/cgroup/unified';
    skip(!isRoot || (await real.list(tree)) === undefined, 'not root, or no such tree');
    const group = `${tree}${(own[''] ?? '/').replace(/\/$/, '')}/${name}`;
    await withProcess(async (pid) => {
      const deeds: readonly Deed[] = [
        ['make', group],
        ['read', `${group}/cgroup.controllers`],
        ['write', `${group}/cgroup.subtree_control`, '+memory'],
        ['write', `${group}/cgroup.subtree_control`, 'memory'],
        ['read', `${group}/memory.max`],
        ['write', `${group}/cgroup.procs`, String(pid)],
        ['read', `${group}/cgroup.procs`],
        ['read', `${group}/cgroup.events`],
        ['read', `${group}/cgroup.kill`],
        ['remove', group],
        ['write', `${tree}/cgroup.procs`, String(pid)],
        ['remove', group],
      ];
      expect(await perform(await fake(), deeds)).toEqual(await perform(real, deeds));
    });
  });
});
