import type { Controller } from '../../model/scope.ts';
import {
  controllerName,
  type CgroupTree as TreeFacts,
  type ManagerAnswer,
  type ScopeHost,
} from '../../model/scope-host.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';
import { readCgroupTrees, type CgroupTree, type CgroupTrees } from './cgroup/own-cgroup.ts';
import { hasNoSwap } from './cgroup/swap.ts';
import { askManager, type ManagerProperties } from './systemd/bus.ts';

/** What the facts are read through. */
export interface HostContext {
  readonly controlFiles: ControlFiles;
  readonly processes: ProcessRunner;
}

/** Where systemd mounts cgroup v2 when it uses it for limits; in a hybrid host it is elsewhere. */
const unifiedMount = '/sys/fs/cgroup';
const noTrees: CgroupTrees = { legacy: new Map() };

const controllers = ['memory', 'io', 'cpu'] as const;

const readList = async (files: ControlFiles, path: string): Promise<readonly string[]> => {
  const text = await files.read(path);
  return text.ok ? (text.value ?? '').split(/\s+/).filter((name) => name !== '') : [];
};

const effectiveUser = async (files: ControlFiles): Promise<number> => {
  const status = await files.read('/proc/self/status');
  const match = /^Uid:\s+\d+\s+(\d+)/m.exec((status.ok ? status.value : undefined) ?? '');
  // Nobody: what only root may do is refused then, and no harm done.
  return Number(match?.[1] ?? 65_534);
};

/** Of cgroup v1, systemd itself knows no cpuset; and it gives nothing of it to users. */
const controllersOf = async (
  files: ControlFiles,
  trees: CgroupTrees,
  answer: ManagerProperties,
  isUser: boolean,
): Promise<readonly Controller[]> => {
  if (trees.unified?.mountPoint === unifiedMount) {
    const group = answer.controlGroup === '/' ? '' : answer.controlGroup;
    const given = await readList(files, `${unifiedMount}${group}/cgroup.controllers`);
    return controllers.filter((each) => given.includes(controllerName(each, 2)));
  }
  return isUser
    ? []
    : controllers.filter((each) => each !== 'cpu' && trees.legacy.has(controllerName(each, 1)));
};

const describeTree = async (
  files: ControlFiles,
  version: 1 | 2,
  { mountPoint, readOnly, own }: CgroupTree,
  found: readonly string[],
): Promise<TreeFacts> => ({
  version,
  mount: mountPoint,
  controllers: found,
  writable: !readOnly && own !== undefined && (await files.isWritable(own)),
});

const describeTrees = async (
  files: ControlFiles,
  trees: CgroupTrees,
): Promise<readonly TreeFacts[]> => {
  const { unified, legacy } = trees;
  const known = controllers.flatMap((each) => {
    const tree = legacy.get(controllerName(each, 1));
    return tree === undefined ? [] : [{ tree, name: controllerName(each, 1) }];
  });
  return Promise.all([
    ...(unified === undefined
      ? []
      : [
          readList(files, `${unified.mountPoint}/cgroup.controllers`).then((found) =>
            describeTree(files, 2, unified, found),
          ),
        ]),
    ...known.map(({ tree, name }) => describeTree(files, 1, tree, [name])),
  ]);
};

/** Reads what of this host decides how scopes can be made; changes nothing. */
export const readScopeHost = async ({
  controlFiles: files,
  processes,
}: HostContext): Promise<ScopeHost> => {
  const [uid, runtime, read, hasSwap] = await Promise.all([
    effectiveUser(files),
    files.list('/run/systemd/system'),
    readCgroupTrees(files),
    hasNoSwap(files).then((none) => !none),
  ]);
  const trees = read.ok ? read.value : noTrees;
  const systemdRuns = runtime !== undefined;

  const ask = async (isUser: boolean): Promise<ManagerAnswer> => {
    if (!systemdRuns) return { answered: false, problem: 'systemd is not PID 1' };
    const answer = await askManager(processes, isUser ? '--user' : '--system');
    if ('problem' in answer) return { answered: false, problem: answer.problem };
    const { version, oomPolicy } = answer;
    const cgroups = trees.unified?.mountPoint === unifiedMount ? 2 : 1;
    const given = await controllersOf(files, trees, answer, isUser);
    return { answered: true, manager: { version, oomPolicy, cgroups, controllers: given } };
  };

  const [systemManager, userManager, cgroups] = await Promise.all([
    ask(false),
    ask(true),
    describeTrees(files, trees),
  ]);
  return { uid, systemdRuns, systemManager, userManager, cgroups, hasSwap };
};
