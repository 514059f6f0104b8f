import type { Miss } from '../../../model/failure.ts';
import type { Controller, ScopeLimits, ScopeRequest } from '../../../model/scope.ts';
import { controllerName, type ScopeHost, type SystemdManager } from '../../../model/scope-host.ts';
import { resolveSwap, type ResolvedLimits } from '../cgroup/swap.ts';
import { wantedControllers } from '../cgroup/wanted.ts';

/** The kinds of scopes that a manager of systemd makes. */
export type SystemdKind = 'systemd' | 'systemd-user';

/** The first one with `AllowedCPUs=`, and later than all else that is used of it. */
const oldestVersion = 244;

const boot =
  "boot this host with systemd (WSL2: 'systemd=true' below '[boot]' in /etc/wsl.conf, then 'wsl --shutdown'; " +
  "a container: an image whose first process is /sbin/init), or use '--scope cgroup-v2' or '--scope cgroup-v1'";

/** The drop-in adds controllers to what the distribution gives; Debian 12 gives no io, most give no cpuset. */
const delegate = (uid: number): string =>
  "'sudo mkdir -p /etc/systemd/system/user@.service.d', " +
  '\'printf "[Service]\\nDelegate=cpu cpuset io memory pids\\n" | sudo tee /etc/systemd/system/user@.service.d/delegate.conf\', ' +
  `'sudo systemctl daemon-reload', then log out and in again (or 'sudo systemctl restart user@${uid}.service', which ends your sessions)`;

const silent = (kind: SystemdKind, uid: number, problem: string): Miss =>
  kind === 'systemd'
    ? {
        what: `the system manager of systemd does not answer: ${problem}`,
        remedy:
          "see 'systemctl status dbus systemd-logind'; busctl (package systemd) and dbus are needed",
      }
    : {
        what: `your user manager of systemd does not answer: ${problem}`,
        remedy:
          uid === 0
            ? "root needs none: use '--scope systemd'"
            : `log in as this user by itself (ssh, a console or machinectl; not su or sudo), or 'sudo loginctl enable-linger ${uid}' ` +
              `and 'export XDG_RUNTIME_DIR=/run/user/${uid}'; package dbus-user-session is needed`,
      };

const v2Misses = (
  kind: SystemdKind,
  uid: number,
  lacking: readonly Controller[],
): readonly Miss[] => {
  if (lacking.length === 0) return [];
  const names = lacking.map((each) => controllerName(each, 2)).join(', ');
  return kind === 'systemd'
    ? [
        {
          what: `cgroup v2 has no ${names} on this host`,
          remedy:
            "boot a kernel that has it, without kernel parameters such as 'cgroup_disable=memory'; in a container, have its host give it",
        },
      ]
    : [
        {
          what: `your user manager of systemd was not given ${names} of cgroup v2`,
          remedy: `run with sudo, or give it: ${delegate(uid)}`,
        },
      ];
};

/** What systemd is to write of the limits, and what is in force without. */
export const resolveForSystemd = (
  { hasSwap }: Pick<ScopeHost, 'hasSwap'>,
  { cgroups }: Pick<SystemdManager, 'cgroups'>,
  limits: ScopeLimits,
): ResolvedLimits =>
  resolveSwap(limits, {
    none: !hasSwap,
    file: 'memory.swap.max',
    isCounted: cgroups === 2,
    isSum: false,
  });

/** systemd.resource-control(5): of cgroup v1 it writes the memory limit and bandwidths, and nothing else. */
const v1LimitMisses = ({ swapMax, io, cpus }: ScopeLimits): readonly Miss[] => {
  const ignored = [
    ...(swapMax === undefined ? [] : ['a swap limit']),
    ...(io?.readIops === undefined ? [] : ['a cap on reads per second']),
    ...(cpus === undefined ? [] : ['a choice of processors']),
  ];
  return ignored.length === 0
    ? []
    : [
        {
          what: `systemd ignores ${ignored.join(', ')} where it uses cgroup v1, as on this host`,
          remedy:
            "use '--scope cgroup-v1', or boot with the kernel parameter 'systemd.unified_cgroup_hierarchy=1'",
        },
      ];
};

const v1Misses = (
  kind: SystemdKind,
  lacking: readonly Controller[],
  limits: ScopeLimits,
): readonly Miss[] => {
  if (kind === 'systemd-user')
    return [
      {
        what: 'user managers of systemd cannot limit anything where it uses cgroup v1, as on this host',
        remedy:
          "run with sudo, or boot with the kernel parameter 'systemd.unified_cgroup_hierarchy=1'",
      },
    ];
  // Without a limit there is nothing to count for processors either.
  const missing = lacking.filter((each) => each !== 'cpu');
  const names = missing.map((each) => controllerName(each, 1)).join(', ');
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            what: `systemd has no ${names} of cgroup v1 on this host`,
            remedy: `boot with the kernel parameter 'systemd.unified_cgroup_hierarchy=1', or a kernel that has ${names}`,
          },
        ]),
    ...v1LimitMisses(limits),
  ];
};

const managerMisses = (
  kind: SystemdKind,
  host: ScopeHost,
  manager: SystemdManager,
  request: ScopeRequest,
): readonly Miss[] => {
  const { limits } = resolveForSystemd(host, manager, request.limits);
  const lacking = wantedControllers(request).filter((each) => !manager.controllers.includes(each));
  const old: readonly Miss[] =
    manager.version >= oldestVersion
      ? []
      : [
          {
            what: `systemd is of version ${manager.version}, expected ${oldestVersion} or later`,
            remedy: "use a later distribution, or '--scope cgroup-v2' or '--scope cgroup-v1'",
          },
        ];
  return [
    ...old,
    ...(manager.cgroups === 2
      ? v2Misses(kind, host.uid, lacking)
      : v1Misses(kind, lacking, limits)),
  ];
};

/** What a host lacks for a manager of systemd to make a scope; empty when it can. */
export const systemdMisses = (
  kind: SystemdKind,
  host: ScopeHost,
  request: ScopeRequest,
): readonly Miss[] => {
  if (!host.systemdRuns)
    return [{ what: 'systemd is not PID 1 here (there is no /run/systemd/system)', remedy: boot }];
  if (kind === 'systemd' && host.uid !== 0)
    return [
      {
        what: `the system manager of systemd makes scopes for root only, and this is user ${host.uid}`,
        remedy: `run with sudo, or use '--scope systemd-user'`,
      },
    ];
  const answer = kind === 'systemd' ? host.systemManager : host.userManager;
  return answer.answered
    ? managerMisses(kind, host, answer.manager, request)
    : [silent(kind, host.uid, answer.problem)];
};
