import { describe, expect, it } from 'vitest';
import { describeScopeHost, type CgroupTree } from '../../../src/model/scope-host.ts';
import { manager, scopeHost } from '../../support/fakes/systemd.ts';

const tree = (name: string, writable: boolean): CgroupTree => ({
  version: 1,
  mount: `/sys/fs/cgroup/${name}`,
  controllers: [name],
  writable,
});

describe('what a host has to make scopes with', () => {
  it('is told of a user', () => {
    const userManager = { answered: true, manager: manager({ controllers: ['memory'] }) } as const;
    expect(describeScopeHost(scopeHost({ uid: 1000, userManager }))).toEqual([
      'user 1000',
      'system manager of systemd 252 with memory, io, cpuset',
      'user manager of systemd 252 with memory',
      'cgroup v2 with cpuset, cpu, io, memory, pids',
    ]);
    expect(describeScopeHost(scopeHost({ uid: 1000 }))).toContain('no user manager that answers');
  });

  it('is told of a host without systemd', () => {
    const cgroups = [tree('memory', true), tree('blkio', false), tree('cpuset', true)];
    expect(describeScopeHost(scopeHost({ systemdRuns: false, cgroups }))).toEqual([
      'root',
      'systemd is not PID 1',
      'cgroup v1 with memory, blkio, cpuset (not writable here: blkio)',
    ]);
  });

  it('is told of a hybrid host, with the names of cgroup v1', () => {
    const systemManager = {
      answered: true,
      manager: manager({ cgroups: 1, controllers: ['memory', 'io'] }),
    } as const;
    const cgroups: readonly CgroupTree[] = [
      { version: 2, mount: '/sys/fs/cgroup/unified', controllers: [], writable: false },
      tree('memory', false),
    ];
    expect(describeScopeHost(scopeHost({ systemManager, cgroups }))).toEqual([
      'root',
      'system manager of systemd 252 with memory, blkio',
      'cgroup v2 with no controllers (not writable here)',
      'cgroup v1 with memory (not writable here)',
    ]);
  });
});
