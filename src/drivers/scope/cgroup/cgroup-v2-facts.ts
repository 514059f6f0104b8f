import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { Controller } from '../../../model/scope.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import { missOfTree } from './misses.ts';
import { readCgroupTrees } from './own-cgroup.ts';
import { hasNoSwap, type SwapFacts } from './swap.ts';

/** The controllers of version 2 by what they are wanted for. */
export const controllerOf: Readonly<Record<Controller, string>> = {
  memory: 'memory',
  io: 'io',
  cpu: 'cpuset',
};

/** A group below which others may be made. */
export interface GroupFacts {
  readonly folder: string;
  /** Controllers that it hands down to groups below it. */
  readonly handedDown: readonly string[];
  /** This process may make groups in it, and move itself there from where it is. */
  readonly mayHold: boolean;
  /** Processors that it may use, where the kernel tells. */
  readonly cpus?: string;
}

/** What this host has of version 2, seen from this process's own group. */
export interface Version2Facts {
  readonly own: GroupFacts & {
    /** Controllers that it has been given, and could hand down. */
    readonly controllers: readonly string[];
    readonly mayHandDown: boolean;
    /** The root of the whole machine, which alone may hand down while processes live in it. */
    readonly isRoot: boolean;
    readonly processes: readonly number[];
  };
  /** Absent where it is not in sight. */
  readonly parent?: GroupFacts;
  readonly swap: SwapFacts;
}

const readText = async (files: ControlFiles, path: string): Promise<string | undefined> => {
  const read = await files.read(path);
  return read.ok ? read.value : undefined;
};

const words = (content: string | undefined): readonly string[] =>
  (content ?? '').split(/\s+/).filter((word) => word !== '');

const readGroup = async (files: ControlFiles, folder: string): Promise<GroupFacts> => {
  const [handedDown, cpus, mayMake, mayMove] = await Promise.all([
    readText(files, `${folder}/cgroup.subtree_control`),
    readText(files, `${folder}/cpuset.cpus.effective`),
    files.isWritable(folder),
    // Moving takes write permission in the nearest group above both places: this one.
    files.isWritable(`${folder}/cgroup.procs`),
  ]);
  return {
    folder,
    handedDown: words(handedDown),
    mayHold: mayMake && mayMove,
    ...(cpus === undefined ? {} : { cpus }),
  };
};

const folderAbove = (folder: string, mountPoint: string): string | undefined =>
  folder === mountPoint ? undefined : folder.slice(0, folder.lastIndexOf('/'));

/** The root has no limits of its own: whether the kernel has this one can be seen elsewhere only. */
const readSwap = async (files: ControlFiles, folder: string): Promise<SwapFacts> => {
  const [none, memory, swap] = await Promise.all([
    hasNoSwap(files),
    readText(files, `${folder}/memory.max`),
    readText(files, `${folder}/memory.swap.max`),
  ]);
  const isCounted = memory === undefined || swap !== undefined;
  return { none, file: 'memory.swap.max', isCounted, isSum: false };
};

/** Looks at this host; a failure names what keeps every scope of version 2 from being made. */
export const readVersion2Facts = async (
  files: ControlFiles,
): Promise<Result<Version2Facts, Failure>> => {
  const trees = await readCgroupTrees(files);
  if (!trees.ok) return trees;
  const { unified: tree } = trees.value;
  const miss =
    tree === undefined
      ? {
          what: 'cgroup v2 is not mounted here',
          remedy: 'use a host with cgroup v2, or one with the hierarchies of cgroup v1',
        }
      : missOfTree(tree);
  if (miss !== undefined || tree?.own === undefined)
    return failed({ reason: 'missing-requirements', misses: miss === undefined ? [] : [miss] });

  const { own: folder, mountPoint } = tree;
  const above = folderAbove(folder, mountPoint);
  const [own, parent, controllers, processes, type, mayHandDown, swap] = await Promise.all([
    readGroup(files, folder),
    above === undefined ? undefined : readGroup(files, above),
    readText(files, `${folder}/cgroup.controllers`),
    readText(files, `${folder}/cgroup.procs`),
    readText(files, `${folder}/cgroup.type`),
    files.isWritable(`${folder}/cgroup.subtree_control`),
    readSwap(files, folder),
  ]);
  return success({
    own: {
      ...own,
      controllers: words(controllers),
      mayHandDown,
      isRoot: type === undefined,
      processes: words(processes).map(Number),
    },
    ...(parent === undefined ? {} : { parent }),
    swap,
  });
};
