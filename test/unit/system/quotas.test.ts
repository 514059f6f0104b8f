import { describe, expect, it } from 'vitest';
import { createQuotas } from '../../../src/system/quotas.ts';
import { createFakeProcFiles } from '../../support/fakes/proc-files.ts';

const version2 = '41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw';
const version1 = '32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct';
const memory = '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory';

describe('what quotas held of a process', () => {
  it('is summed over its group and those above it, in version 2', () => {
    const proc = createFakeProcFiles({
      'proc/self/mountinfo': version2,
      'proc/self/cgroup': '0::/user/run\n',
      'sys/fs/cgroup/cpu.stat': 'usage_usec 9\n',
      'sys/fs/cgroup/user/cpu.stat': 'usage_usec 9\nthrottled_usec 1000\n',
      'sys/fs/cgroup/user/run/cpu.stat': 'nr_throttled 3\nthrottled_usec 50\n',
    });
    const quotas = createQuotas(proc);
    quotas.look('self');
    expect(quotas.throttledNs()).toBe(0);
    proc.put({
      'sys/fs/cgroup/user/cpu.stat': 'throttled_usec 1200\n',
      'sys/fs/cgroup/user/run/cpu.stat': 'throttled_usec 80\n',
    });
    expect(quotas.throttledNs()).toBe(230_000);
  });

  it('is counted in the hierarchy of the processors, in version 1', () => {
    const proc = createFakeProcFiles({
      'proc/self/mountinfo': `${memory}\n${version1}`,
      'proc/self/cgroup': '4:memory:/job\n1:cpu,cpuacct:/\n0::/\n',
      'sys/fs/cgroup/cpu/cpu.stat': 'nr_throttled 0\nthrottled_time 5\n',
    });
    const quotas = createQuotas(proc);
    quotas.look('self');
    proc.put({ 'sys/fs/cgroup/cpu/cpu.stat': 'throttled_time 700\n' });
    expect(quotas.throttledNs()).toBe(695);
  });

  it('is that of the group to which the process went, from the first look at it', () => {
    const proc = createFakeProcFiles({
      'proc/self/mountinfo': version2,
      'proc/self/cgroup': '0::/user\n',
      'proc/42/cgroup': '0::/user\n',
      'sys/fs/cgroup/user/cpu.stat': 'throttled_usec 100\n',
    });
    const quotas = createQuotas(proc);
    quotas.look('self');
    proc.put({
      'proc/42/cgroup': '0::/user/run\n',
      'sys/fs/cgroup/user/cpu.stat': 'throttled_usec 150\n',
      'sys/fs/cgroup/user/run/cpu.stat': 'throttled_usec 10\n',
    });
    quotas.look(42);
    proc.put({ 'sys/fs/cgroup/user/run/cpu.stat': 'throttled_usec 30\n' });
    proc.put({ 'proc/42': undefined });
    quotas.look(42);
    expect(quotas.throttledNs()).toBe(70_000);
  });

  it('is seen below the part of the tree that a container was given', () => {
    const proc = createFakeProcFiles({
      'proc/self/mountinfo': version2.replace(' / ', ' /pods/a '),
      'proc/self/cgroup': '0::/pods/a/run\n',
      'sys/fs/cgroup/run/cpu.stat': 'throttled_usec 1\n',
    });
    const quotas = createQuotas(proc);
    quotas.look('self');
    expect(quotas.throttledNs()).toBe(0);
  });

  it.each([
    ['no groups', {}],
    ['a group out of sight', { 'proc/self/cgroup': '0::/../other\n' }],
    ['a group elsewhere', { 'proc/self/cgroup': '0::/elsewhere\n' }],
    ['no quota', { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.stat': 'usage_usec 1\n' }],
  ])('is not known with %s', (_, files) => {
    const quotas = createQuotas(createFakeProcFiles({ 'proc/self/mountinfo': version2, ...files }));
    quotas.look('self');
    expect(quotas.throttledNs()).toBeUndefined();
  });
});
