import { basename, dirname } from 'node:path';
import type { ControlFiles } from '../../../src/ports/control-files.ts';
import { controlFileRemedy } from '../../../src/system/control-file-problem.ts';
import { attempt } from '../../../src/system/file-problem.ts';
import {
  evict,
  kernelError,
  moveProcess,
  subtree,
  upwards,
  usage,
  type Group,
  type GroupMemory,
} from './control-groups/group.ts';
import {
  addGroup,
  makeHierarchies,
  mountInfo,
  namesOf,
  ownGroups,
  ownPid,
  pathOf,
  type FakeControlFilesOptions,
} from './control-groups/machine.ts';

export { ownPid };

type Where = string | RegExp;

/** What a test may say of a group's memory besides its contents. */
export interface FakeMemory extends GroupMemory {
  readonly limitHits: number;
  readonly oomKills: number;
}

/**
 * The kernel's control files in memory, with groups that behave as the kernel's: files come and go
 * with their folder and their controller, refusals have the kernel's codes, limits are rounded to
 * pages, lower limits and `memory.reclaim` evict what `setMemory` put there.
 */
export interface FakeControlFiles extends ControlFiles {
  /** An ordinary file with its folders, or what a group's control file reads as until it is written. */
  put(path: string, text: string): void;
  /** Takes an ordinary file away, as when its device vanishes. */
  remove(path: string): void;
  /** The processes of a group, which leave the groups where they were. */
  setProcesses(group: string, pids: readonly number[]): void;
  /** Changes the named parts of a group's memory; what is above a limit is evicted. */
  setMemory(group: string, memory: Partial<FakeMemory>): void;
  /** Makes an operation fail; one without a failure answers that nothing is there, or `false`. */
  fail(operation: keyof ControlFiles, path: Where, code: string): void;
  /** Takes every failure back. */
  mend(): void;
  /** Changes what is written before the kernel sees it. */
  clamp(path: Where, change: (text: string) => string): void;
  /** A kernel without this control file, e.g. `memory.peak`. */
  hide(name: string): void;
  /** Called after each write that the kernel took. */
  onWrite(path: Where, action: (text: string) => void): void;
  /** Every write that was tried, in order. */
  readonly written: readonly { readonly path: string; readonly text: string }[];
  /** Every group that is there and was not in the beginning; must be empty in the end. */
  groups(): readonly string[];
}

const matches = (where: Where, path: string): boolean =>
  typeof where === 'string' ? where === path : where.test(path);

/** Control files in memory; the API is the interface above. */
export const createFakeControlFiles = (options: FakeControlFilesOptions = {}): FakeControlFiles => {
  const hierarchies = makeHierarchies(options);
  const initial = new Set(hierarchies.flatMap(({ root }) => subtree(root)));

  const files = new Map<string, string>();
  const folders = new Set(['/', '/proc', '/proc/self', '/sys', '/sys/fs', '/sys/fs/cgroup']);
  const overrides = new Map<string, string>();
  const hidden = new Set<string>();
  const failures: { operation: string; where: Where; code: string }[] = [];
  const clamps: { where: Where; change: (text: string) => string }[] = [];
  const watchers: { where: Where; action: (text: string) => void }[] = [];
  const written: { path: string; text: string }[] = [];

  const findGroup = (path: string): Group | undefined => {
    const hierarchy = hierarchies.find(
      ({ mount }) => path === mount || path.startsWith(`${mount}/`),
    );
    if (hierarchy === undefined) return undefined;
    return namesOf(path.slice(hierarchy.mount.length)).reduce<Group | undefined>(
      (group, name) => group?.children.get(name),
      hierarchy.root,
    );
  };
  const controlFilesOf = (group: Group): readonly string[] =>
    Object.keys(group.hierarchy.filesOf(group)).filter((name) => !hidden.has(name));
  const findFile = (path: string) => {
    const group = findGroup(dirname(path));
    const file = group?.hierarchy.filesOf(group)[basename(path)];
    return group === undefined || file === undefined || hidden.has(basename(path))
      ? undefined
      : { group, file };
  };
  const theGroup = (path: string): Group => {
    const group = findGroup(path);
    if (group === undefined) throw new Error(`the fake has no group '${path}'`);
    return group;
  };

  const read = (path: string): string | undefined => {
    const plain = files.get(path);
    if (plain !== undefined) return plain;
    if (path === '/proc/self/cgroup') return ownGroups(hierarchies);
    if (path === '/proc/self/mountinfo') return mountInfo(hierarchies);
    const found = findFile(path);
    if (found === undefined) return undefined;
    if (found.file.read === undefined) throw kernelError('EINVAL');
    return overrides.get(path) ?? found.file.read(found.group);
  };

  const write = (path: string, asked: string): void => {
    written.push({ path, text: asked });
    fault('write', path);
    const text = clamps
      .filter(({ where }) => matches(where, path))
      .reduce((before, { change }) => change(before), asked);
    const found = findFile(path);
    if (found !== undefined) {
      if (found.file.write === undefined) throw kernelError('EINVAL');
      const entering = basename(path) === 'cgroup.procs' && text.trim() === '0';
      found.file.write(found.group, entering ? String(ownPid) : text);
      overrides.delete(path);
    } else if (files.has(path)) files.set(path, text.replace(/\n$/, ''));
    else throw kernelError('ENOENT');
    for (const { where, action } of watchers) if (matches(where, path)) action(text);
  };

  const makeFolder = (path: string): void => {
    if (isThere(path)) throw kernelError('EEXIST');
    const parent = findGroup(dirname(path));
    if (parent !== undefined) addGroup(parent, basename(path));
    else if (folders.has(dirname(path))) folders.add(path);
    else throw kernelError('ENOENT');
  };

  const removeFolder = (path: string): void => {
    const group = findGroup(path);
    if (group?.parent !== undefined) {
      if (group.processes.length > 0 || group.children.size > 0) throw kernelError('EBUSY');
      group.parent.children.delete(basename(path));
      for (const each of overrides.keys()) if (dirname(each) === path) overrides.delete(each);
    } else if (group !== undefined) throw kernelError('EBUSY');
    else if ((list(path) ?? []).length > 0) throw kernelError('ENOTEMPTY');
    else folders.delete(path);
  };

  const list = (path: string): readonly string[] | undefined => {
    const group = findGroup(path);
    if (group !== undefined) return [...group.children.keys(), ...controlFilesOf(group)].sort();
    if (!folders.has(path)) return undefined;
    const mounts = hierarchies.map(({ mount }) => mount);
    return [...files.keys(), ...folders, ...mounts]
      .filter((each) => each !== '/' && dirname(each) === path)
      .map((each) => basename(each))
      .sort();
  };

  const isThere = (path: string): boolean =>
    folders.has(path) ||
    files.has(path) ||
    findGroup(path) !== undefined ||
    findFile(path) !== undefined;

  const isBroken = (operation: keyof ControlFiles, path: string): string | undefined =>
    failures.find((each) => each.operation === operation && matches(each.where, path))?.code;
  const fault = (operation: keyof ControlFiles, path: string): void => {
    const code = isBroken(operation, path);
    if (code !== undefined) throw kernelError(code);
  };
  const attempted = <Value>(
    name: keyof ControlFiles,
    operation: string,
    path: string,
    action: () => Value,
  ) =>
    attempt(
      path,
      operation,
      // eslint-disable-next-line @typescript-eslint/require-await -- what it throws must reject.
      async () => {
        if (name !== 'write') fault(name, path);
        return action();
      },
      controlFileRemedy,
    );

  return {
    read: (path) => attempted('read', 'read', path, () => read(path)),
    write: (path, text) =>
      attempted('write', `write '${text}' into`, path, () => {
        write(path, text);
      }),
    makeFolder: (path) =>
      attempted('makeFolder', 'make the folder', path, () => {
        makeFolder(path);
      }),
    removeFolder: (path) =>
      attempted('removeFolder', 'remove the folder', path, () => {
        removeFolder(path);
      }),
    isWritable: (path) =>
      Promise.resolve(isThere(path) && isBroken('isWritable', path) === undefined),
    list: (path) => Promise.resolve(isBroken('list', path) === undefined ? list(path) : undefined),
    resolve: (path) =>
      Promise.resolve(isThere(path) && isBroken('resolve', path) === undefined ? path : undefined),

    put: (path, text) => {
      if (findFile(path) !== undefined) {
        overrides.set(path, text);
        return;
      }
      files.set(path, text);
      for (let at = dirname(path); !folders.has(at); at = dirname(at)) folders.add(at);
    },
    remove: (path) => {
      files.delete(path);
    },
    setProcesses: (path, pids) => {
      const group = theGroup(path);
      group.processes = [];
      for (const pid of pids) moveProcess(pid, group);
    },
    setMemory: (path, { limitHits, oomKills, ...memory }) => {
      const group = theGroup(path);
      group.memory = { ...group.memory, ...memory };
      group.limitHits = limitHits ?? group.limitHits;
      group.oomKills = oomKills ?? group.oomKills;
      for (const each of upwards(group)) {
        const name = each.hierarchy.version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
        const limit = Number(each.values.get(name) ?? Infinity);
        const excess = usage(each) - (Number.isNaN(limit) ? Infinity : limit);
        if (excess > 0) {
          evict(each, excess);
          each.limitHits += 1;
        }
        each.peakBytes = Math.max(each.peakBytes, usage(each));
      }
    },
    fail: (operation, where, code) => {
      failures.push({ operation, where, code });
    },
    mend: () => {
      failures.length = 0;
    },
    clamp: (where, change) => {
      clamps.push({ where, change });
    },
    hide: (name) => {
      hidden.add(name);
    },
    onWrite: (where, action) => {
      watchers.push({ where, action });
    },
    written,
    groups: () =>
      hierarchies
        .flatMap(({ root }) => subtree(root))
        .filter((group) => !initial.has(group))
        .map(pathOf)
        .sort(),
  };
};
