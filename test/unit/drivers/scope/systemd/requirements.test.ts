import { describe, expect, it } from 'vitest';
import { systemdMisses } from '../../../../../src/drivers/scope/systemd/requirements.ts';
import type { ScopeHost } from '../../../../../src/model/scope-host.ts';
import { manager, scopeHost } from '../../../../support/fakes/systemd.ts';
import { request, vda } from '../../../../support/scope-rig.ts';

const everything = request({
  limits: {
    memoryMax: 2 ** 26,
    swapMax: 0,
    io: { device: vda, readBandwidth: 1e7, readIops: 100 },
    cpus: '0-1',
  },
});

const user = (parts: Partial<ScopeHost> = {}): ScopeHost =>
  scopeHost({ uid: 1000, userManager: { answered: true, manager: manager() }, ...parts });

const version1 = (parts: Partial<ScopeHost> = {}): ScopeHost => {
  const answer = {
    answered: true,
    manager: manager({ cgroups: 1, controllers: ['memory', 'io'] }),
  } as const;
  return scopeHost({ systemManager: answer, userManager: answer, ...parts });
};

const misses = (...args: Parameters<typeof systemdMisses>): readonly string[] =>
  systemdMisses(...args).map(({ what, remedy }) => `${what} -> ${remedy}`);

describe('a manager of systemd', () => {
  it('lacks nothing on a usual host', () => {
    expect(misses('systemd', scopeHost(), everything)).toEqual([]);
    expect(misses('systemd-user', user(), everything)).toEqual([]);
  });

  it('is not there without systemd as PID 1', () => {
    const expected = [
      'systemd is not PID 1 here (there is no /run/systemd/system) -> ' +
        "boot this host with systemd (WSL2: 'systemd=true' below '[boot]' in /etc/wsl.conf, then 'wsl --shutdown'; " +
        "a container: an image whose first process is /sbin/init), or use '--scope cgroup-v2' or '--scope cgroup-v1'",
    ];
    const host = scopeHost({ systemdRuns: false });
    expect(misses('systemd', host, everything)).toEqual(expected);
    expect(misses('systemd-user', host, everything)).toEqual(expected);
  });

  it('of the system serves root alone', () => {
    expect(misses('systemd', user(), everything)).toEqual([
      'the system manager of systemd makes scopes for root only, and this is user 1000 -> ' +
        "run with sudo, or use '--scope systemd-user'",
    ]);
  });

  it('of the system must be reached', () => {
    const host = scopeHost({ systemManager: { answered: false, problem: 'Connection refused' } });
    expect(misses('systemd', host, everything)).toEqual([
      'the system manager of systemd does not answer: Connection refused -> ' +
        "see 'systemctl status dbus systemd-logind'; busctl (package systemd) and dbus are needed",
    ]);
  });

  it('of the user must be reached', () => {
    const host = user({ userManager: { answered: false, problem: 'No medium found' } });
    expect(misses('systemd-user', host, everything)).toEqual([
      'your user manager of systemd does not answer: No medium found -> ' +
        "log in as this user by itself (ssh, a console or machinectl; not su or sudo), or 'sudo loginctl enable-linger 1000' " +
        "and 'export XDG_RUNTIME_DIR=/run/user/1000'; package dbus-user-session is needed",
    ]);
  });

  it('of the user is not for root', () => {
    expect(misses('systemd-user', scopeHost(), everything)).toEqual([
      "your user manager of systemd does not answer: no bus -> root needs none: use '--scope systemd'",
    ]);
  });

  it('of the user must have been given the controllers', () => {
    const answer = { answered: true, manager: manager({ controllers: ['memory'] }) } as const;
    const host = user({ userManager: answer });
    expect(misses('systemd-user', host, everything)).toEqual([
      'your user manager of systemd was not given io, cpuset of cgroup v2 -> run with sudo, or give it: ' +
        "'sudo mkdir -p /etc/systemd/system/user@.service.d', " +
        '\'printf "[Service]\\nDelegate=cpu cpuset io memory pids\\n" | sudo tee /etc/systemd/system/user@.service.d/delegate.conf\', ' +
        "'sudo systemctl daemon-reload', then log out and in again (or 'sudo systemctl restart user@1000.service', which ends your sessions)",
    ]);
    expect(misses('systemd-user', host, request({ controllers: ['memory'] }))).toEqual([]);
  });

  it('of the system has what the kernel has', () => {
    const answer = { answered: true, manager: manager({ controllers: ['io', 'cpu'] }) } as const;
    expect(misses('systemd', scopeHost({ systemManager: answer }), everything)).toEqual([
      "cgroup v2 has no memory on this host -> boot a kernel that has it, without kernel parameters such as 'cgroup_disable=memory'; " +
        'in a container, have its host give it',
    ]);
  });

  it('may be too old', () => {
    const answer = { answered: true, manager: manager({ version: 243 }) } as const;
    expect(misses('systemd', scopeHost({ systemManager: answer }), everything)).toEqual([
      "systemd is of version 243, expected 244 or later -> use a later distribution, or '--scope cgroup-v2' or '--scope cgroup-v1'",
    ]);
  });
});

describe('a manager of systemd that uses cgroup v1', () => {
  it('ignores most limits', () => {
    expect(misses('systemd', version1({ hasSwap: true }), everything)).toEqual([
      'systemd ignores a swap limit, a cap on reads per second, a choice of processors where it uses cgroup v1, as on this host -> ' +
        "use '--scope cgroup-v1', or boot with the kernel parameter 'systemd.unified_cgroup_hierarchy=1'",
    ]);
  });

  it('need not limit swap where there is none', () => {
    expect(misses('systemd', version1(), request({ limits: { swapMax: 0 } }))).toEqual([]);
    const some = request({ limits: { swapMax: 2 ** 20 } });
    expect(misses('systemd', version1(), some)).toHaveLength(1);
  });

  it('keeps limits of memory and bandwidth', () => {
    const asked = request({
      limits: { memoryMax: 2 ** 26, io: { device: vda, readBandwidth: 1e7 } },
      controllers: ['memory', 'io', 'cpu'],
    });
    expect(misses('systemd', version1(), asked)).toEqual([]);
  });

  it('must have the hierarchies', () => {
    const answer = { answered: true, manager: manager({ cgroups: 1, controllers: [] }) } as const;
    const asked = request({ controllers: ['memory', 'io'] });
    expect(misses('systemd', scopeHost({ systemManager: answer }), asked)).toEqual([
      'systemd has no memory, blkio of cgroup v1 on this host -> ' +
        "boot with the kernel parameter 'systemd.unified_cgroup_hierarchy=1', or a kernel that has memory, blkio",
    ]);
  });

  it('limits nothing for users', () => {
    expect(misses('systemd-user', version1({ uid: 1000 }), everything)).toEqual([
      'user managers of systemd cannot limit anything where it uses cgroup v1, as on this host -> ' +
        "run with sudo, or boot with the kernel parameter 'systemd.unified_cgroup_hierarchy=1'",
    ]);
  });
});
