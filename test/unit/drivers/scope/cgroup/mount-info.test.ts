import { describe, expect, it } from 'vitest';
import { parseMountInfo } from '../../../../../src/drivers/scope/cgroup/mount-info.ts';

describe('the list of mounts', () => {
  it('is read with and without optional fields', () => {
    const content =
      '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\n' +
      '31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct ro,nosuid - cgroup cgroup rw,cpu,cpuacct';
    expect(parseMountInfo(content)).toEqual([
      {
        root: '/mnt1',
        mountPoint: '/mnt2',
        type: 'ext3',
        readOnly: false,
        superOptions: ['rw', 'errors=continue'],
      },
      {
        root: '/',
        mountPoint: '/sys/fs/cgroup/cpu,cpuacct',
        type: 'cgroup',
        readOnly: true,
        superOptions: ['rw', 'cpu', 'cpuacct'],
      },
    ]);
  });

  it('has spaces and backslashes in octal', () => {
    const [mount] = parseMountInfo('1 2 0:3 /a\\134b /c\\040d rw - cgroup2 cgroup2 rw');
    expect(mount).toMatchObject({ root: '/a\\b', mountPoint: '/c d' });
  });

  it('is read-only when the whole file system is', () => {
    const [mount] = parseMountInfo('1 2 0:3 / /c rw - cgroup2 cgroup2 ro,nsdelegate');
    expect(mount?.readOnly).toBe(true);
  });

  it('leaves out what is no line of it', () => {
    expect(parseMountInfo('\n1 2 0:3 / /c rw\nx - y\n1 2 0:3 / /c rw - cgroup2')).toEqual([]);
  });
});
