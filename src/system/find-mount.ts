import type { Mount } from '../model/mount-info.ts';

const holds = (mount: string, path: string): boolean =>
  mount === '/' || path === mount || path.startsWith(`${mount}/`);

/**
 * The mount that a path, without links, is on: the longest mount point, and of equal ones the last,
 * which hides the others. A mount may be hidden by one further up, so those whose device is
 * the file's own come first.
 */
export const findMount = (
  mounts: readonly Mount[],
  path: string,
  device: string,
): Mount | undefined => {
  const candidates = mounts
    .filter((mount) => holds(mount.path, path))
    .reverse()
    .sort((a, b) => b.path.length - a.path.length);
  return candidates.find((mount) => mount.device === device) ?? candidates[0];
};
