import type { Failure } from '../model/failure.ts';

const served = 'another process reads the device on behalf of the workload';
const remote = 'its blocks are on another machine, or belong to one';

const reasons: Readonly<Record<string, string>> = {
  overlay: 'an overlay shows the files of other file systems, as containers have it',
  aufs: 'it shows the files of other file systems, as containers have it',
  tmpfs: 'its files are in memory, and no device is read',
  ramfs: 'its files are in memory, and no device is read',
  hugetlbfs: 'its files are in memory, and no device is read',
  zfs: 'ZFS reads with threads and a cache of its own, outside of control groups',
  nfs: remote,
  nfs4: remote,
  cifs: remote,
  smb3: remote,
  ceph: remote,
  '9p': remote,
  virtiofs: remote,
  afs: remote,
  fuseblk: served,
};

/** Why a cap can never act on a file system of this kind; undefined where it can. */
export const whyNoCap = (filesystem: string): string | undefined =>
  filesystem === 'fuse' || filesystem.startsWith('fuse.') ? served : reasons[filesystem];

/** The failure for a file on which no cap of reads can act. */
export const noDevice = (path: string, filesystem: string, why: string): Failure => ({
  reason: 'missing-requirements',
  misses: [
    {
      what: `a block device to cap for '${path}': expected a file system on one disk, got '${filesystem}': ${why}`,
      remedy:
        "put the model on an ext4 or xfs file system of this machine's own disk, or add 'volume: {}' to the constraints of the profile",
    },
  ],
});
