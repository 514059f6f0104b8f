import { describe, expect, it } from 'vitest';
import { controlFileRemedy } from '../../../src/system/control-file-problem.ts';

const group = '/sys/fs/cgroup/emulate-1';

describe('controlFileRemedy', () => {
  it.each(['EACCES', 'EPERM'])('names both ways to the permission for %s in a group', (code) => {
    const remedy = controlFileRemedy(code, `${group}/memory.max`);
    expect(remedy).toContain('sudo');
    expect(remedy).toContain('systemd-run --user --scope -p Delegate=yes');
    expect(remedy).toContain('chown');
  });

  it('does not offer delegation where there is none', () => {
    const remedy = controlFileRemedy('EACCES', '/sys/block/vda/queue/read_ahead_kb');
    expect(remedy).toContain('sudo');
    expect(remedy).not.toContain('Delegate');
  });

  it.each([
    ['EACCES', `${group}/cpuset.cpus`, 'processors that the group above does not have'],
    ['EACCES', `${group}/cgroup.procs`, 'the nearest group that holds both'],
    ['EROFS', `${group}/memory.max`, 'unprivileged containers'],
    ['EBUSY', group, 'processes or other groups are still inside'],
    ['EBUSY', `${group}/cgroup.subtree_control`, 'processes live in the group itself'],
    ['EBUSY', `${group}/memory.limit_in_bytes`, 'more memory is in use'],
    ['EBUSY', '/sys/block/zram1/reset', 'it is in use'],
    ['ENOENT', `${group}/io.max`, 'its controller is not enabled here'],
    ['ENOENT', '/sys/block/vda/queue/x', 'this kernel or device does not have it'],
    ['EINVAL', `${group}/memory.max`, 'does not take this value'],
    ['ENODEV', `${group}/io.max`, 'that of a partition'],
    ['EOPNOTSUPP', `${group}/cgroup.procs`, 'does not support it'],
    ['ENOSPC', `${group}/cgroup.procs`, 'write cpuset.cpus and cpuset.mems first'],
    ['ENOSPC', group, 'reached its limit'],
    ['ESRCH', `${group}/cgroup.procs`, 'no such process'],
    ['EAGAIN', `${group}/memory.reclaim`, 'could not do all of it'],
  ])('explains %s at %s', (code, path, words) => {
    expect(controlFileRemedy(code, path)).toContain(words);
  });

  it('leaves other errors to the common remedies', () => {
    expect(controlFileRemedy('EIO', group)).toBeUndefined();
  });
});
