import { makeGroup, moveProcess, subtree, type Group, type Hierarchy } from './group.ts';
import { makeVersion1 } from './version-1.ts';
import { makeVersion2 } from './version-2.ts';

/** What the fake machine is like. */
export interface FakeControlFilesOptions {
  /**
   * 2 (the default): one tree at `/sys/fs/cgroup`. 1: a tree for each of memory, blkio, cpuset and
   * cpu at `/sys/fs/cgroup/NAME`, and one of version 2 without controllers at `/sys/fs/cgroup/unified`.
   */
  readonly version?: 1 | 2;
  /**
   * The group of this process (id `ownPid`), which is in it: a path below the mount, `/` by default;
   * or one for each controller of version 1, `/` where it is left out.
   */
  readonly own?: string | Readonly<Record<string, string>>;
  /** Version 2: what this process's own group has; what is above it hands that down. */
  readonly controllers?: readonly string[];
  /** `major:minor` of every whole disk; `254:0` by default. */
  readonly devices?: readonly string[];
  readonly cpus?: number;
}

/** The id of the process under test. */
export const ownPid = 4242;

export const namesOf = (path: string): readonly string[] =>
  path.split('/').filter((name) => name !== '');

const pathIn = (group: Group): string =>
  group.parent === undefined
    ? ''
    : `${pathIn(group.parent)}/${[...group.parent.children].find(([, each]) => each === group)?.[0] ?? '(removed)'}`;

export const pathOf = (group: Group): string => `${group.hierarchy.mount}${pathIn(group)}`;

export const addGroup = (parent: Group, name: string): Group => {
  const group = makeGroup(parent.hierarchy, parent);
  parent.children.set(name, group);
  return group;
};

/** Puts this process into its own group, whose parents hand down all that they have. */
const placeSelf = (
  hierarchies: readonly Hierarchy[],
  own: FakeControlFilesOptions['own'],
): void => {
  for (const { root, controllers, version } of hierarchies) {
    const path = typeof own === 'string' ? own : (own?.[controllers[0] ?? ''] ?? '/');
    const group = namesOf(path).reduce((parent, name) => {
      if (version === 2) parent.values.set('cgroup.subtree_control', controllers.join(' '));
      const child = addGroup(parent, name);
      for (const each of ['cpuset.cpus', 'cpuset.mems'])
        if (version === 1)
          child.values.set(each, root.hierarchy.filesOf(root)[each]?.read?.(root) ?? '');
      return child;
    }, root);
    moveProcess(ownPid, group);
  }
};

/** The trees of a machine, with this process in its own groups. */
export const makeHierarchies = (options: FakeControlFilesOptions): readonly Hierarchy[] => {
  const { version = 2, devices = ['254:0'], cpus = 4 } = options;
  const machine = { devices, cpus };
  const { controllers = ['cpuset', 'cpu', 'io', 'memory', 'pids'] } = options;
  const hierarchies =
    version === 2
      ? [makeVersion2('/sys/fs/cgroup', controllers, machine)]
      : [
          ...['memory', 'blkio', 'cpuset', 'cpu'].map((name) =>
            makeVersion1(`/sys/fs/cgroup/${name}`, name, machine),
          ),
          makeVersion2('/sys/fs/cgroup/unified', [], machine),
        ];
  placeSelf(hierarchies, options.own);
  return hierarchies;
};

/** `/proc/self/cgroup`, see cgroups(7). */
export const ownGroups = (hierarchies: readonly Hierarchy[]): string =>
  hierarchies
    .map(({ root, version, controllers }, at) => {
      const group = subtree(root).find(({ processes }) => processes.includes(ownPid));
      const path = group === undefined ? '' : pathIn(group);
      const id = version === 2 ? '0:' : `${hierarchies.length - at}:${controllers.join(',')}`;
      return `${id}:${path === '' ? '/' : path}`;
    })
    .join('\n');

/** `/proc/self/mountinfo`, see proc(5). */
export const mountInfo = (hierarchies: readonly Hierarchy[]): string =>
  [
    '22 27 0:21 / /proc rw,relatime - proc proc rw',
    '23 27 0:22 / /sys rw,relatime - sysfs sysfs rw',
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    ...hierarchies.map(({ mount, version, controllers }, at) => {
      const kind =
        version === 2 ? 'cgroup2 cgroup2 rw' : `cgroup cgroup rw,${controllers.join(',')}`;
      return `${32 + at} 31 0:${29 + at} / ${mount} rw,nosuid,nodev,noexec,relatime - ${kind}`;
    }),
  ].join('\n');
