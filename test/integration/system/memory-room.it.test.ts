import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMemoryRoom } from '../../../src/system/memory-room.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

/** What the kernel would say with these files below the root. */
const roomWith = async (files: Readonly<Record<string, string>>) => {
  await using folder = await makeTemporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
  return await readMemoryRoom(folder.path);
};

const meminfo = (kB: number) => ({
  'proc/meminfo': `MemTotal: 9999 kB\nMemAvailable:   ${kB} kB\n`,
});
const own2 = { 'proc/self/cgroup': '0::/a/b\n' };
const own1 = { 'proc/self/cgroup': '9:name=systemd:/\n4:cpu,memory:/docker/abc\n0::/\n' };
const group2 = (path: string, limit: string, current: string, stat = '') => ({
  [`sys/fs/cgroup${path}/memory.max`]: `${limit}\n`,
  [`sys/fs/cgroup${path}/memory.current`]: `${current}\n`,
  [`sys/fs/cgroup${path}/memory.stat`]: stat,
});
const group1 = (path: string, limit: string, usage: string, stat = '') => ({
  [`sys/fs/cgroup/memory${path}/memory.limit_in_bytes`]: `${limit}\n`,
  [`sys/fs/cgroup/memory${path}/memory.usage_in_bytes`]: `${usage}\n`,
  [`sys/fs/cgroup/memory${path}/memory.stat`]: stat,
});

describe('the room in memory', () => {
  it('is what this machine has available', async () => {
    const room = await readMemoryRoom('/');
    expect(room?.availableBytes).toBeGreaterThan(2 ** 20);
  });

  it('is unknown where the kernel does not tell', async () => {
    expect(await roomWith({})).toBeUndefined();
  });

  it('is what the kernel counts as available where no group limits it', async () => {
    const free = { availableBytes: 3 * 1024 };
    expect(await roomWith(meminfo(3))).toEqual(free);
    expect(await roomWith({ ...meminfo(3), ...own2, ...group2('/a/b', 'max', '99') })).toEqual(
      free,
    );
    expect(
      await roomWith({
        ...meminfo(3),
        ...own1,
        ...group1('/docker/abc', '9223372036854771712', '9'),
      }),
    ).toEqual(free);
  });

  it('is what the limit of its group leaves, page cache not counted as used', async () => {
    const stat =
      'anon 300\nfile 500\ninactive_file 200\nactive_file 100\nworkingset_refault_file 7\n';
    expect(
      await roomWith({ ...meminfo(3), ...own2, ...group2('/a/b', '1000', '800', stat) }),
    ).toEqual({ availableBytes: 500, group: { path: '/a/b', limitBytes: 1000 } });
    const stat1 =
      'inactive_file 1\nactive_file 1\ntotal_inactive_file 200\ntotal_active_file 100\n';
    expect(
      await roomWith({ ...meminfo(3), ...own1, ...group1('/docker/abc', '1000', '800', stat1) }),
    ).toEqual({ availableBytes: 500, group: { path: '/docker/abc', limitBytes: 1000 } });
  });

  it('takes the lower of two limits of a group', async () => {
    const files = { ...meminfo(3), ...own2, ...group2('/a/b', '2000', '100') };
    expect(await roomWith({ ...files, 'sys/fs/cgroup/a/b/memory.high': '900\n' })).toEqual({
      availableBytes: 800,
      group: { path: '/a/b', limitBytes: 900 },
    });
  });

  it('is what the tightest group above leaves', async () => {
    const files = { ...meminfo(3), ...own2, ...group2('/a/b', '2000', '100') };
    expect(await roomWith({ ...files, ...group2('/a', '2500', '2400') })).toEqual({
      availableBytes: 100,
      group: { path: '/a', limitBytes: 2500 },
    });
  });

  it('is what the root of the mounted hierarchy leaves, in a container that sees no more of it', async () => {
    expect(await roomWith({ ...meminfo(3), ...own1, ...group1('', '1000', '999') })).toEqual({
      availableBytes: 1,
      group: { path: '/', limitBytes: 1000 },
    });
  });

  it('is never below nothing', async () => {
    expect(await roomWith({ ...own2, ...group2('/a/b', '1000', '1500') })).toMatchObject({
      availableBytes: 0,
    });
  });
});
