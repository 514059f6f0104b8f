import type { Failure } from '../../../model/failure.ts';
import { parseMountInfo, type Mount } from '../../../model/mount-info.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';

/** A tree of groups, as this process sees it. */
export interface CgroupTree {
  readonly mountPoint: string;
  readonly readOnly: boolean;
  /** This process's own group; absent where the mounted part of the tree does not show it. */
  readonly own?: string;
}

/** The trees of this machine. */
export interface CgroupTrees {
  /** Version 2; in a hybrid host it is there without controllers. */
  readonly unified?: CgroupTree;
  /** Version 1, by controller. Controllers that are mounted together have the same tree. */
  readonly legacy: ReadonlyMap<string, CgroupTree>;
}

/**
 * This process's groups from `/proc/self/cgroup`, cgroups(7): the path by controller of version 1,
 * and under the empty name the one of version 2.
 */
export const parseOwnPaths = (content: string): ReadonlyMap<string, string> =>
  new Map(
    content.split('\n').flatMap((line) => {
      const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
      if (controllers === undefined || path === undefined) return [];
      return controllers.split(',').map((controller) => [controller, path] as const);
    }),
  );

/**
 * A group's folder below a mount point. Both the path and the mount's root are as seen from this
 * process's cgroup namespace; where a container was given a part of the tree, the part's own path
 * stands in front of both.
 */
const folderIn = (mount: Mount, group: string | undefined): string | undefined => {
  if (group === undefined || group.split('/').includes('..')) return undefined;
  if (group === mount.root) return mount.path;
  const base = mount.root === '/' ? '' : mount.root;
  return group.startsWith(`${base}/`) ? `${mount.path}${group.slice(base.length)}` : undefined;
};

/** Of all the places where a tree is mounted the best: own group in sight, and writable. */
const seenFrom = async (
  files: Pick<ControlFiles, 'list'>,
  mounts: readonly Mount[],
  group: string | undefined,
): Promise<CgroupTree | undefined> => {
  const trees = await Promise.all(
    mounts.map(async (mount): Promise<CgroupTree> => {
      const own = folderIn(mount, group);
      // What is mounted later at the same place or above hides it.
      const isThere = own !== undefined && (await files.list(own))?.includes('cgroup.procs');
      return {
        mountPoint: mount.path,
        readOnly: mount.readOnly,
        ...(isThere === true ? { own } : {}),
      };
    }),
  );
  return (
    trees.find(({ own, readOnly }) => own !== undefined && !readOnly) ??
    trees.find(({ own }) => own !== undefined) ??
    trees[0]
  );
};

const readText = async (
  files: Pick<ControlFiles, 'read'>,
  path: string,
): Promise<Result<string, Failure>> => {
  const read = await files.read(path);
  if (!read.ok) return read;
  return read.value === undefined
    ? failed({ reason: 'file-failed', path, operation: 'read', problem: 'no such file' })
    : success(read.value);
};

/** Finds the trees, and in each the place of this process or another one. */
export const readCgroupTrees = async (
  files: Pick<ControlFiles, 'read' | 'list'>,
  pid: number | 'self' = 'self',
): Promise<Result<CgroupTrees, Failure>> => {
  const mountInfo = await readText(files, '/proc/self/mountinfo');
  if (!mountInfo.ok) return mountInfo;
  const cgroup = await readText(files, `/proc/${pid}/cgroup`);
  if (!cgroup.ok) return cgroup;

  const mounts = parseMountInfo(mountInfo.value);
  const paths = parseOwnPaths(cgroup.value);
  const legacyMounts = mounts.filter(({ filesystem }) => filesystem === 'cgroup');
  const legacy = await Promise.all(
    [...paths.keys()].map(async (controller) => {
      const own = legacyMounts.filter(({ options }) => options.includes(controller));
      return [controller, await seenFrom(files, own, paths.get(controller))] as const;
    }),
  );
  const unified = await seenFrom(
    files,
    mounts.filter(({ filesystem }) => filesystem === 'cgroup2'),
    paths.get(''),
  );
  return success({
    ...(unified === undefined ? {} : { unified }),
    legacy: new Map(
      legacy.flatMap(([controller, tree]) => (tree === undefined ? [] : [[controller, tree]])),
    ),
  });
};
