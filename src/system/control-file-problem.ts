import { basename } from 'node:path';

const groups = '/sys/fs/cgroup';

const isOfGroups = (path: string): boolean => path === groups || path.startsWith(`${groups}/`);

const delegation =
  "run with sudo, or in control groups that were delegated to you: 'systemd-run --user --scope -p Delegate=yes COMMAND', or a group of your own that root has given to you with chown";

/** Both codes for a refusal: the kernel is not consistent in which it gives. */
const refused = (path: string): string => {
  const file = basename(path);
  if (file.startsWith('cpuset.'))
    return `permission denied, or processors that the group above does not have; choose some of these, or ${delegation}`;
  if (file === 'cgroup.procs')
    return `permission denied; moving a process takes write permission here and in the nearest group that holds both its old and its new one; ${delegation}`;
  if (isOfGroups(path)) return `permission denied; ${delegation}`;
  return 'permission denied; only root may change this; run with sudo';
};

const occupied = (path: string): string => {
  const file = basename(path);
  if (file === 'cgroup.subtree_control')
    return 'processes live in the group itself, so it cannot have controllers for groups below it; move them into a group below it first';
  if (file.startsWith('memory.'))
    return 'more memory is in use than the value allows, and the kernel could not take it back; choose a higher value';
  if (isOfGroups(path))
    return 'processes or other groups are still inside; end or remove these first';
  return 'it is in use; end what uses it first';
};

/** What to do about an error of the kernel at one of its control files, see Documentation/admin-guide/cgroup-v2.rst. */
export const controlFileRemedy = (code: string, path: string): string | undefined => {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return refused(path);
    case 'EROFS':
      return "the kernel's file system is mounted read-only here, as in unprivileged containers; run on the host itself, or in a container that may write it";
    case 'EBUSY':
      return occupied(path);
    case 'ENOENT':
      return isOfGroups(path)
        ? 'no such file; the group is gone, or its controller is not enabled here'
        : 'no such file; this kernel or device does not have it';
    case 'EEXIST':
      return 'something of this name is there already; remove it, or choose another name';
    case 'EINVAL':
    case 'ERANGE':
      return 'the kernel does not take this value here';
    case 'ENODEV':
    case 'ENXIO':
      return 'no such whole disk or group; it has vanished, or the number is that of a partition';
    case 'ENOTSUP':
    case 'EOPNOTSUPP':
      return 'this kernel or this kind of group does not support it';
    case 'EAGAIN':
      return 'the kernel could not do all of it';
    case 'ESRCH':
      return 'no such process; it has ended';
    case 'ENOSPC':
      return basename(path) === 'cgroup.procs' || basename(path) === 'tasks'
        ? 'the group has no processors or memory nodes yet; write cpuset.cpus and cpuset.mems first'
        : 'the kernel has reached its limit for these';
    default:
      return undefined;
  }
};
