/** A mounted file system, of what proc(5) calls mountinfo. */
export interface Mount {
  /** `major:minor` of its superblock. */
  readonly device: string;
  readonly path: string;
  /** E.g. `ext4`, `overlay`, `fuse.sshfs`. */
  readonly filesystem: string;
  /** What was mounted: a block device's node, a name, or an address. */
  readonly source: string;
}

/** Blanks and backslashes in paths are written as three octal digits. */
const unescape = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );

/** Reads `/proc/self/mountinfo`, in its order; lines that are none are left out. */
export const parseMountTable = (text: string): readonly Mount[] =>
  text.split('\n').flatMap((line) => {
    // 36 35 98:0 /root /mount/point options optional:fields - type source options
    const [before = '', after = ''] = line.split(' - ');
    const [, , device, , path] = before.split(' ');
    const [filesystem, source] = after.split(' ');
    if (device === undefined || path === undefined) return [];
    if (filesystem === undefined || source === undefined) return [];
    return [{ device, path: unescape(path), filesystem, source: unescape(source) }];
  });

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
