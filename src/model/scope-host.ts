import type { Controller } from './scope.ts';

/** A tree of cgroups that is mounted on this host, see cgroups(7). */
export interface CgroupTree {
  readonly version: 1 | 2;
  readonly mount: string;
  /** As the kernel names them, e.g. `memory`, `blkio` (v1) or `io` (v2); of v2, those that its root has. */
  readonly controllers: readonly string[];
  /** Whether this program may make cgroups below its own. */
  readonly writable: boolean;
}

/** What a manager of systemd says of itself. */
export interface SystemdManager {
  /** E.g. 252. */
  readonly version: number;
  /** Whether its scopes know `OOMPolicy=`; where they do not, an OOM kill leaves the rest of a scope alone. */
  readonly oomPolicy: boolean;
  /** The version of cgroups through which it limits. */
  readonly cgroups: 1 | 2;
  /** What its scopes can have. */
  readonly controllers: readonly Controller[];
}

const namesOfControllers = {
  memory: { 1: 'memory', 2: 'memory' },
  io: { 1: 'blkio', 2: 'io' },
  cpu: { 1: 'cpuset', 2: 'cpuset' },
} as const;

/** What a controller is called in a version of cgroups. */
export const controllerName = (controller: Controller, version: 1 | 2): string =>
  namesOfControllers[controller][version];

/** A manager's answer, or why there is none. */
export type ManagerAnswer =
  | { readonly answered: true; readonly manager: SystemdManager }
  | { readonly answered: false; readonly problem: string };

/** What of a host decides how scopes can be made on it. */
export interface ScopeHost {
  /** Effective user id; 0 is root. */
  readonly uid: number;
  /** Whether systemd is PID 1, see sd_booted(3). */
  readonly systemdRuns: boolean;
  readonly systemManager: ManagerAnswer;
  readonly userManager: ManagerAnswer;
  readonly cgroups: readonly CgroupTree[];
  /** Whether this machine has any swap. */
  readonly hasSwap: boolean;
}

const listOf = (names: readonly string[]): string =>
  names.length === 0 ? 'no controllers' : names.join(', ');

const describeTrees = (trees: readonly CgroupTree[], version: 1 | 2): readonly string[] => {
  const ours = trees.filter((tree) => tree.version === version);
  if (ours.length === 0) return [];
  const namesOf = (some: readonly CgroupTree[]): string =>
    listOf(some.flatMap(({ controllers }) => controllers));
  const locked = ours.filter(({ writable }) => !writable);
  const which = locked.length === ours.length ? '' : `: ${namesOf(locked)}`;
  const note = locked.length === 0 ? '' : ` (not writable here${which})`;
  return [`cgroup v${version} with ${namesOf(ours)}${note}`];
};

const describeManager = (name: string, answer: ManagerAnswer): string =>
  answer.answered
    ? `${name} manager of systemd ${answer.manager.version} with ${listOf(answer.manager.controllers.map((each) => controllerName(each, answer.manager.cgroups)))}`
    : `no ${name} manager that answers`;

/** What a host has to make scopes with, one line each, for messages. */
export const describeScopeHost = (host: ScopeHost): readonly string[] => [
  host.uid === 0 ? 'root' : `user ${host.uid}`,
  ...(host.systemdRuns
    ? [
        describeManager('system', host.systemManager),
        // Root's own is there only in the rare host where root logs in, and then it is not needed.
        ...(host.uid === 0 ? [] : [describeManager('user', host.userManager)]),
      ]
    : ['systemd is not PID 1']),
  ...describeTrees(host.cgroups, 2),
  ...describeTrees(host.cgroups, 1),
];
