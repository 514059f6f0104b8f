import { describe, expect, it } from 'vitest';
import { parseMountInfo } from '../../../src/model/mount-info.ts';
import { findMount } from '../../../src/system/find-mount.ts';

const table = parseMountInfo(
  [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard',
    '28 27 0:25 / /mnt rw,relatime shared:7 master:1 - tmpfs none rw,size=4k',
    '29 28 259:3 /sub /mnt/a\\040b rw - xfs /dev/nvme0n1p3 rw',
    '30 27 0:30 / /mnt rw,relatime - overlay overlay rw,lowerdir=/a',
  ].join('\n'),
);

describe('findMount', () => {
  it('takes the longest mount point that holds the path', () => {
    expect(findMount(table, '/mnt/a b/model.gguf', '259:3')?.filesystem).toBe('xfs');
    expect(findMount(table, '/mnt/a bc', '0:30')?.filesystem).toBe('overlay');
    expect(findMount(table, '/mntx', '254:0')?.filesystem).toBe('ext4');
  });

  it('takes the last of several at one place, which hides the others', () => {
    expect(findMount(table, '/mnt/model.gguf', '0:99')?.filesystem).toBe('overlay');
  });

  it('passes over a mount that is hidden by one further up', () => {
    expect(findMount(table, '/mnt/a b/model.gguf', '0:30')?.filesystem).toBe('overlay');
  });

  it('takes a mount that is the file itself', () => {
    const mounts = parseMountInfo('31 27 8:1 /f /data/model.gguf ro - ext4 /dev/sda1 ro');
    expect(findMount(mounts, '/data/model.gguf', '8:1')?.source).toBe('/dev/sda1');
    expect(findMount(mounts, '/data/other.gguf', '8:1')).toBeUndefined();
  });
});
