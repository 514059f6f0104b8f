import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import type { CgroupFolders } from '../cgroup/folders.ts';
import { readCgroupTrees, type CgroupTree, type CgroupTrees } from '../cgroup/own-cgroup.ts';

/** Where a unit is in the kernel's trees. */
export interface UnitPlace {
  readonly folders: CgroupFolders;
  /** The lines of `/proc/PID/cgroup` that a process in the unit has. */
  readonly lines: readonly string[];
}

/**
 * Only folders of the unit's own name count: in a hierarchy that systemd does not use, the process
 * that was started in the unit is where this program is, together with others.
 */
const foldersOf = (
  { unified, legacy }: CgroupTrees,
  unit: string,
  version: 1 | 2,
): CgroupFolders | undefined => {
  const folderIn = (tree: CgroupTree | undefined): string | undefined =>
    tree?.own?.endsWith(`/${unit}`) === true ? tree.own : undefined;
  const one = folderIn(unified);
  if (version === 2)
    return one === undefined
      ? undefined
      : { version, memory: one, io: one, cpu: one, pressure: one };
  const memory = folderIn(legacy.get('memory'));
  const io = folderIn(legacy.get('blkio'));
  return {
    version,
    ...(memory === undefined ? {} : { memory }),
    ...(io === undefined ? {} : { io }),
    ...(one === undefined ? {} : { pressure: one }),
  };
};

/** Finds a unit's folders by a process in it; fails when one is missing that is needed. */
export const findUnit = async (
  files: Pick<ControlFiles, 'read' | 'list'>,
  unit: string,
  pid: number,
  needed: { readonly version: 1 | 2; readonly memory: boolean; readonly io: boolean },
): Promise<Result<UnitPlace, Failure>> => {
  const path = `/proc/${pid}/cgroup`;
  const read = await files.read(path);
  if (!read.ok) return read;
  const trees = await readCgroupTrees(files, pid);
  if (!trees.ok) return trees;
  const folders = foldersOf(trees.value, unit, needed.version);
  const lines = (read.value ?? '').split('\n');
  const isMissing =
    folders === undefined ||
    (needed.memory && folders.memory === undefined) ||
    (needed.io && folders.io === undefined);
  return isMissing
    ? failed({
        reason: 'not-applied',
        place: path,
        asked: `control groups named '${unit}'`,
        applied: lines.join(' '),
        hint: "use '--scope cgroup-v2' or '--scope cgroup-v1', which do without systemd",
      })
    : success({ folders, lines: lines.filter((line) => line.endsWith(`/${unit}`)) });
};
