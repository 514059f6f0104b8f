import { parseMountInfo, type Mount } from '../model/mount-info.ts';
import type { ProcFiles } from './proc-files.ts';

/** Follows the control groups of a process, and what their quotas held of it. */
export interface Quotas {
  /** Looks where the process is now. */
  look(pid: number | 'self'): void;
  /**
   * Nanoseconds in which quotas of its group and of those above it held processors since the first
   * look at each; undefined where none counts.
   */
  throttledNs(): number | undefined;
}

/** A group's folder below a mount, from the root of the file system; undefined where it is not in sight. */
const folderIn = ({ root, path }: Mount, group: string): string | undefined => {
  if (group.split('/').includes('..')) return undefined;
  if (group === root) return path;
  const base = root === '/' ? '' : root;
  return group.startsWith(`${base}/`) ? `${path}${group.slice(base.length)}` : undefined;
};

/** A folder and those above it, up to the mount's own. */
const withParents = (folder: string, top: string): readonly string[] => {
  const folders = [folder];
  for (let at = folder; at.length > top.length && at.includes('/');) {
    at = at.slice(0, at.lastIndexOf('/'));
    folders.push(at);
  }
  return folders;
};

/**
 * `throttled_usec` of version 2, Documentation/admin-guide/cgroup-v2.rst, and `throttled_time` in
 * nanoseconds of version 1, Documentation/scheduler/sched-bwc.rst: summed over processors.
 */
const readThrottledNs = (proc: ProcFiles, folder: string): number | undefined => {
  const text = proc.read(`${folder}/cpu.stat`) ?? '';
  const microseconds = /^throttled_usec (\d+)$/m.exec(text)?.[1];
  const nanoseconds = /^throttled_time (\d+)$/m.exec(text)?.[1];
  if (microseconds !== undefined) return Number(microseconds) * 1000;
  return nanoseconds === undefined ? undefined : Number(nanoseconds);
};

const isCpuTree = ({ filesystem, options }: Mount): boolean =>
  filesystem === 'cgroup2' || (filesystem === 'cgroup' && options.includes('cpu'));

/** The lines of `/proc/PID/cgroup` that can have a quota, cgroups(7): the hierarchy's kind and the group. */
const groupsIn = (text: string): readonly (readonly [Mount['filesystem'], string])[] =>
  text.split('\n').flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || group === undefined) return [];
    if (controllers === '') return [['cgroup2', group]];
    return controllers.split(',').includes('cpu') ? [['cgroup', group]] : [];
  });

/** Nothing is looked at yet. */
export const createQuotas = (proc: ProcFiles): Quotas => {
  const mounts = parseMountInfo(proc.read('proc/self/mountinfo') ?? '').filter(isCpuTree);
  const first = new Map<string, number>();
  let seen: string | undefined;
  let folders: readonly string[] = [];

  /** The same tree may be mounted at several places: one of them counts. */
  const foldersOf = ([filesystem, group]: readonly [string, string]): readonly string[] => {
    for (const mount of mounts.filter((each) => each.filesystem === filesystem)) {
      const folder = folderIn(mount, group);
      if (folder === undefined || proc.list(folder) === undefined) continue;
      return withParents(folder, mount.path);
    }
    return [];
  };

  return {
    look: (pid) => {
      const text = proc.read(`proc/${pid}/cgroup`);
      if (text === undefined || text === seen) return;
      seen = text;
      folders = groupsIn(text).flatMap(foldersOf);
      for (const folder of folders) {
        const throttledNs = first.has(folder) ? undefined : readThrottledNs(proc, folder);
        if (throttledNs !== undefined) first.set(folder, throttledNs);
      }
    },
    throttledNs: () => {
      const grown = folders.flatMap((folder) => {
        const [before, now] = [first.get(folder), readThrottledNs(proc, folder)];
        return before === undefined || now === undefined ? [] : [Math.max(0, now - before)];
      });
      return grown.length === 0 ? undefined : grown.reduce((sum, each) => sum + each, 0);
    },
  };
};
