/** A mounted file system: one line of `/proc/self/mountinfo`. */
export interface Mount {
  /** `MAJOR:MINOR` of the file system, as stat(2) gives it for its files. */
  readonly device: string;
  /** The part of the file system that is mounted: `/`, a folder in it, or a single file. */
  readonly root: string;
  /** Where it is mounted. */
  readonly path: string;
  /** Because of the mount or of the whole file system. */
  readonly readOnly: boolean;
  /** E.g. `ext4`, `cgroup2` or `fuse.sshfs`. */
  readonly filesystem: string;
  /** What was mounted: a block device's node, a name, or an address; may be empty. */
  readonly source: string;
  /** Options of the file system itself: the controllers, for version 1 of control groups. */
  readonly options: readonly string[];
}

/**
 * Blanks, tabs, line feeds, backslashes and, in a source, number signs stand as three octal digits:
 * `mangle` in https://github.com/torvalds/linux/blob/master/fs/proc_namespace.c.
 */
const unescape = (field: string): string =>
  field.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );

/** Any number of optional fields comes before the dash, from the seventh field on. */
const leastFieldsBefore = 6;

const parseLine = (line: string): readonly Mount[] => {
  const fields = line.split(' ');
  const dash = fields.indexOf('-', leastFieldsBefore);
  if (dash < 0) return [];
  const [, , device, root, path, ownOptions] = fields;
  const [filesystem, source, superOptions] = fields.slice(dash + 1);
  if (device === undefined || root === undefined || path === undefined) return [];
  if (filesystem === undefined || source === undefined) return [];
  if (ownOptions === undefined || superOptions === undefined) return [];
  const options = superOptions.split(',').map(unescape);
  return [
    {
      device,
      root: unescape(root),
      path: unescape(path),
      readOnly: [...ownOptions.split(','), ...options].includes('ro'),
      filesystem,
      source: unescape(source),
      options,
    },
  ];
};

/**
 * The mounts in the text of `/proc/self/mountinfo`, in its order: what is mounted later at the same
 * place hides what came before. What is no line of it is left out. The fields are those of
 * https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html.
 */
export const parseMountInfo = (text: string): readonly Mount[] =>
  text.split('\n').flatMap(parseLine);
