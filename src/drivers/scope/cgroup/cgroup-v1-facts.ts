import type { Failure, Miss } from '../../../model/failure.ts';
import { success, type Result } from '../../../model/result.ts';
import type { Controller, ScopeRequest } from '../../../model/scope.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import { missesOfCpus, missOfTree } from './misses.ts';
import { readCgroupTrees, type CgroupTree, type CgroupTrees } from './own-cgroup.ts';
import { hasNoSwap, missesOfSwap, type SwapFacts } from './swap.ts';
import { wantedControllers } from './wanted.ts';

/** The hierarchies of version 1 by what they are wanted for. */
const hierarchyOf: Readonly<Record<Controller, string>> = {
  memory: 'memory',
  io: 'blkio',
  cpu: 'cpuset',
};

/** A tree in which a group is wanted. */
export interface Place {
  readonly hierarchy: string;
  /** Absent when it is not mounted. */
  readonly tree?: CgroupTree;
}

/** What this host has of version 1. */
export interface Version1Facts {
  readonly trees: CgroupTrees;
  /** Folders and files of its own that this process may write. */
  readonly writable: ReadonlySet<string>;
  /** Own processors and memory nodes, which a new group does not inherit. */
  readonly cpus?: string;
  readonly mems?: string;
  readonly swap: SwapFacts;
  readonly canCapReads: boolean;
  /** Own folder in the tree of version 2, when a group with pressure files can be made there. */
  readonly pressure?: string;
}

const textOf = async (
  files: ControlFiles,
  folder: string | undefined,
  name: string,
): Promise<string | undefined> => {
  const read = folder === undefined ? undefined : await files.read(`${folder}/${name}`);
  return read?.ok === true ? read.value : undefined;
};

/** Entering takes write permission on the groups on the way, here the own one. PSI may be off: then nothing is gained. */
const pressureFolder = async (
  files: ControlFiles,
  tree: CgroupTree | undefined,
): Promise<string | undefined> => {
  if (tree?.own === undefined || tree.readOnly) return undefined;
  const psi = await files.read('/proc/pressure/memory');
  if (!psi.ok || psi.value === undefined) return undefined;
  const may = await Promise.all(
    [tree.own, `${tree.own}/cgroup.procs`].map((path) => files.isWritable(path)),
  );
  return may.includes(false) ? undefined : tree.own;
};

/** Looks at this host. */
export const readVersion1Facts = async (
  files: ControlFiles,
): Promise<Result<Version1Facts, Failure>> => {
  const trees = await readCgroupTrees(files);
  if (!trees.ok) return trees;
  const own = (hierarchy: string): string | undefined => trees.value.legacy.get(hierarchy)?.own;
  const [memory, blkio, cpuset] = [own('memory'), own('blkio'), own('cpuset')];
  const writable = await Promise.all(
    [memory, blkio, cpuset].map(async (path) =>
      path !== undefined && (await files.isWritable(path)) ? [path] : [],
    ),
  );
  const [cpus, mems, memsw, throttle, noSwap, pressure] = await Promise.all([
    textOf(files, cpuset, 'cpuset.cpus'),
    textOf(files, cpuset, 'cpuset.mems'),
    textOf(files, memory, 'memory.memsw.limit_in_bytes'),
    textOf(files, blkio, 'blkio.throttle.read_bps_device'),
    hasNoSwap(files),
    pressureFolder(files, trees.value.unified),
  ]);
  return success({
    trees: trees.value,
    writable: new Set(writable.flat()),
    ...(cpus === undefined ? {} : { cpus }),
    ...(mems === undefined ? {} : { mems }),
    swap: {
      none: noSwap,
      file: 'memory.memsw.limit_in_bytes',
      isCounted: memsw !== undefined,
      isSum: true,
    },
    canCapReads: throttle !== undefined,
    ...(pressure === undefined ? {} : { pressure }),
  });
};

/** Where groups are wanted; where nothing is to be counted or limited, any one tree will do to hold the processes. */
export const placesOf = (
  { trees: { legacy } }: Version1Facts,
  request: ScopeRequest,
): ReadonlyMap<Controller, Place> => {
  const wanted = wantedControllers(request);
  const some = (['memory', 'io', 'cpu'] as const).find((each) => {
    const tree = legacy.get(hierarchyOf[each]);
    return tree !== undefined && missOfTree(tree) === undefined;
  });
  const controllers = wanted.length > 0 ? wanted : [some ?? 'memory'];
  return new Map(
    controllers.map((controller) => {
      const tree = legacy.get(hierarchyOf[controller]);
      const place = { hierarchy: hierarchyOf[controller], ...(tree === undefined ? {} : { tree }) };
      return [controller, place];
    }),
  );
};

const missOfPlace = (
  writable: ReadonlySet<string>,
  { hierarchy, tree }: Place,
): Miss | undefined => {
  if (tree === undefined)
    return {
      what: `the controller '${hierarchy}' of cgroup v1 is not mounted here`,
      remedy: `mount it as root (mount -t cgroup -o ${hierarchy} none /sys/fs/cgroup/${hierarchy}), or use a host with systemd or cgroup v2`,
    };
  const miss = missOfTree(tree);
  if (miss !== undefined || tree.own === undefined || writable.has(tree.own)) return miss;
  return {
    what: `this user may not make a control group in '${tree.own}'`,
    remedy: `run with sudo, or have root make a group there, give it to this user (chown -R) and start emulate in it (echo $$ > GROUP/cgroup.procs)`,
  };
};

/** What this host lacks for a scope in hierarchies of version 1. */
export const missesOfVersion1 = (facts: Version1Facts, request: ScopeRequest): readonly Miss[] => {
  const places = placesOf(facts, request);
  const ofPlaces = [...places.values()].flatMap((place) => {
    const miss = missOfPlace(facts.writable, place);
    return miss === undefined ? [] : [miss];
  });
  const { limits } = request;
  const hasOwn = (controller: Controller): boolean =>
    places.get(controller)?.tree?.own !== undefined;
  return [
    ...ofPlaces,
    ...(hasOwn('memory') ? missesOfSwap(limits, facts.swap) : []),
    ...(limits.io !== undefined && hasOwn('io') && !facts.canCapReads
      ? [
          {
            what: "this kernel cannot cap reads: there is no 'blkio.throttle.read_bps_device'",
            remedy: 'use a kernel built with CONFIG_BLK_DEV_THROTTLING',
          },
        ]
      : []),
    ...missesOfCpus(limits.cpus, facts.cpus, places.get('cpu')?.tree?.own ?? ''),
  ];
};
