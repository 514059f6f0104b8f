import { describe, expect, it } from 'vitest';
import { renderFailure } from '../../../src/model/render-failure.ts';
import { noDevice, whyNoCap } from '../../../src/system/no-device.ts';

describe('whyNoCap', () => {
  it.each(['overlay', 'tmpfs', 'zfs', 'nfs4', '9p', 'virtiofs', 'fuseblk', 'fuse', 'fuse.sshfs'])(
    'has a reason for %s',
    (filesystem) => {
      expect(whyNoCap(filesystem)).toBeTypeOf('string');
    },
  );

  it.each(['ext4', 'xfs', 'btrfs', 'f2fs', 'vfat', 'fusexyz'])('has none for %s', (filesystem) => {
    expect(whyNoCap(filesystem)).toBeUndefined();
  });
});

describe('noDevice', () => {
  it('says what was expected, what was got, why, and what to do', () => {
    const why = whyNoCap('tmpfs') ?? '';
    expect(renderFailure(noDevice('/dev/shm/model.gguf', 'tmpfs', why))).toEqual({
      message:
        "this host lacks what was asked for:\n  a block device to cap for '/dev/shm/model.gguf': expected a file system on one disk, got 'tmpfs': its files are in memory, and no device is read",
      hint: "put the model on an ext4 or xfs file system of this machine's own disk, or add 'volume: {}' to the constraints of the profile",
    });
  });
});
