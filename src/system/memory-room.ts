import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MemoryRoom } from '../model/memory-room.ts';

/** The files of one version of control groups; the kernel's Documentation/admin-guide/cgroup-v1/memory.rst and cgroup-v2.rst. */
interface GroupFiles {
  /** Where the hierarchy is mounted, below the root. */
  readonly mount: string;
  /** Each may hold a limit; the least one holds. */
  readonly limits: readonly string[];
  readonly usage: string;
  /** Fields of `memory.stat`: page cache, which the kernel takes back before it refuses memory. */
  readonly reclaimable: readonly string[];
}

const version2: GroupFiles = {
  mount: 'sys/fs/cgroup',
  limits: ['memory.max', 'memory.high'],
  usage: 'memory.current',
  reclaimable: ['inactive_file', 'active_file'],
};

const version1: GroupFiles = {
  mount: 'sys/fs/cgroup/memory',
  limits: ['memory.limit_in_bytes'],
  usage: 'memory.usage_in_bytes',
  reclaimable: ['total_inactive_file', 'total_active_file'],
};

/** Version 1 writes "no limit" as the largest multiple of a page below 2^63. */
const noLimit = 2 ** 62;

const field = (text: string, name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);

/** `/a/b` and every group above it, up to the root of the hierarchy. */
const withParents = (path: string): readonly string[] => {
  const names = path.split('/').filter((name) => name !== '');
  return Array.from({ length: names.length + 1 }, (_, dropped) =>
    ['', ...names.slice(0, names.length - dropped)].join('/'),
  );
};

/** The group of this process in each hierarchy that may limit memory, see cgroups(7). */
const groupsOf = (cgroup: string): readonly { files: GroupFiles; path: string }[] =>
  cgroup.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined || controllers === undefined) return [];
    if (controllers === '') return [{ files: version2, path }];
    return controllers.split(',').includes('memory') ? [{ files: version1, path }] : [];
  });

/**
 * How much memory a child of this process can take: what the machine has available, or what the
 * limits of this process's control groups leave. Undefined where the kernel does not tell.
 */
export const readMemoryRoom = async (root: string): Promise<MemoryRoom | undefined> => {
  const read = async (path: string): Promise<string> =>
    readFile(join(root, path), 'utf8').catch(() => '');

  const roomIn = async (files: GroupFiles, path: string): Promise<MemoryRoom | undefined> => {
    const folder = `${files.mount}${path}`;
    const limits = await Promise.all(files.limits.map((name) => read(`${folder}/${name}`)));
    // 'max' stands for none, and a file that is not there is empty.
    const set = limits.map((text) => Number.parseInt(text, 10)).filter((limit) => limit < noLimit);
    if (set.length === 0) return undefined;
    const limitBytes = Math.min(...set);
    const [usage, stat] = await Promise.all([
      read(`${folder}/${files.usage}`),
      read(`${folder}/memory.stat`),
    ]);
    const cache = files.reclaimable.reduce((sum, name) => sum + field(stat, name), 0);
    const used = Math.max(0, Number(usage) - cache);
    return {
      availableBytes: Math.max(0, limitBytes - used),
      group: { path: path === '' ? '/' : path, limitBytes },
    };
  };

  const [meminfo, cgroup] = await Promise.all([read('proc/meminfo'), read('proc/self/cgroup')]);
  const kibibytes = /^MemAvailable:\s*(\d+) kB$/m.exec(meminfo)?.[1];
  const groups = groupsOf(cgroup).flatMap(({ files, path }) =>
    withParents(path).map((each) => ({ files, path: each })),
  );
  const rooms = await Promise.all(groups.map(({ files, path }) => roomIn(files, path)));
  return [
    ...(kibibytes === undefined ? [] : [{ availableBytes: Number(kibibytes) * 1024 }]),
    ...rooms.flatMap((room) => (room === undefined ? [] : [room])),
  ].reduce<MemoryRoom | undefined>(
    (least, room) =>
      least === undefined || room.availableBytes < least.availableBytes ? room : least,
    undefined,
  );
};
