import { describe, expect, it } from 'vitest';
import {
  parseOwnPaths,
  readCgroupTrees,
} from '../../../../../src/drivers/scope/cgroup/own-cgroup.ts';
import { createFakeFiles } from '../../../../support/fakes/files.ts';

const line = (root: string, mountPoint: string, system: string, options = 'rw'): string =>
  `31 30 0:28 ${root} ${mountPoint} ${options} - ${system}`;

/** A machine with these mounts, this process in these groups, and these folders of groups in sight. */
const machine = (mounts: readonly string[], groups: string, folders: readonly string[]) => {
  const fake = createFakeFiles();
  fake.put('/proc/self/mountinfo', mounts.join('\n'));
  fake.put('/proc/self/cgroup', groups);
  for (const folder of folders) fake.put(`${folder}/cgroup.procs`, '');
  return {
    read: (path: string) => fake.readText(path),
    list: async (path: string) => {
      const listed = await fake.list(path);
      return listed.ok ? listed.value : undefined;
    },
  };
};

const treesOf = async (...parts: Parameters<typeof machine>) => {
  const trees = await readCgroupTrees(machine(...parts));
  if (!trees.ok) throw new Error(JSON.stringify(trees.failure));
  return trees.value;
};

describe('the groups of this process', () => {
  it('are read by controller, the one of version 2 under the empty name', () => {
    expect([...parseOwnPaths('4:cpu,cpuacct:/a:b\n3:name=systemd:/s\nnonsense\n0::/u v')]).toEqual([
      ['cpu', '/a:b'],
      ['cpuacct', '/a:b'],
      ['name=systemd', '/s'],
      ['', '/u v'],
    ]);
  });
});

describe('the trees of control groups', () => {
  it('are found wherever they are mounted, two controllers together too', async () => {
    const { legacy, unified } = await treesOf(
      [
        line('/', '/cg/m', 'cgroup cgroup rw,memory'),
        line('/', '/cg/both', 'cgroup cgroup rw,cpuset,blkio'),
        line('/', '/cg/u', 'cgroup2 cgroup2 rw'),
      ],
      '3:memory:/x/y\n2:cpuset,blkio:/\n1:freezer:/\n0::/z',
      ['/cg/m/x/y', '/cg/both', '/cg/u/z'],
    );
    expect([...legacy]).toEqual([
      ['memory', { mountPoint: '/cg/m', readOnly: false, own: '/cg/m/x/y' }],
      ['cpuset', { mountPoint: '/cg/both', readOnly: false, own: '/cg/both' }],
      ['blkio', { mountPoint: '/cg/both', readOnly: false, own: '/cg/both' }],
    ]);
    expect(unified).toEqual({ mountPoint: '/cg/u', readOnly: false, own: '/cg/u/z' });
  });

  it.each([
    ['/docker/1', '/docker/1', '/cg'],
    ['/docker/1', '/docker/1/in', '/cg/in'],
    ['/docker/1', '/docker/12', undefined],
    ['/docker/1', '/', undefined],
    ['/', '/../other', undefined],
    ['/..', '/x', undefined],
  ])('show, mounted from %j, the group %j as %j', async (root, path, own) => {
    const { unified } = await treesOf([line(root, '/cg', 'cgroup2 cgroup2 rw')], `0::${path}`, [
      '/cg',
      '/cg/in',
      '/cg2',
      '/cg/x',
    ]);
    expect(unified?.mountPoint).toBe('/cg');
    expect(unified?.own).toBe(own);
  });

  it('show no group that another mount hides, or that was removed', async () => {
    const { unified } = await treesOf(
      [line('/', '/hidden', 'cgroup2 cgroup2 rw'), line('/', '/seen', 'cgroup2 cgroup2 rw', 'ro')],
      '0::/a',
      ['/seen/a'],
    );
    expect(unified).toEqual({ mountPoint: '/seen', readOnly: true, own: '/seen/a' });
    const removed = await treesOf([line('/', '/cg', 'cgroup2 cgroup2 rw')], '0::/a (deleted)', [
      '/cg',
    ]);
    expect(removed.unified).toEqual({ mountPoint: '/cg', readOnly: false });
  });

  it('are taken where they can be written', async () => {
    const { unified } = await treesOf(
      [line('/', '/one', 'cgroup2 cgroup2 rw', 'ro'), line('/', '/two', 'cgroup2 cgroup2 rw')],
      '0::/',
      ['/one', '/two'],
    );
    expect(unified).toEqual({ mountPoint: '/two', readOnly: false, own: '/two' });
  });

  it('are none where nothing is mounted', async () => {
    const { legacy, unified } = await treesOf(['22 27 0:21 / /proc rw - proc proc rw'], '0::/', []);
    expect(legacy.size).toBe(0);
    expect(unified).toBeUndefined();
  });

  it('cannot be told without /proc', async () => {
    const files = {
      read: () => Promise.resolve({ ok: true, value: undefined } as const),
      list: () => Promise.resolve(undefined),
    };
    expect(await readCgroupTrees(files)).toEqual({
      ok: false,
      failure: {
        reason: 'file-failed',
        path: '/proc/self/mountinfo',
        operation: 'read',
        problem: 'no such file',
      },
    });
  });
});
