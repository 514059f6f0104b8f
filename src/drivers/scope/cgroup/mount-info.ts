/** One line of `/proc/self/mountinfo`, as proc_pid_mountinfo(5) describes it. */
export interface Mount {
  /** The part of the file system that is mounted, e.g. `/`, or a group's folder in a container. */
  readonly root: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly readOnly: boolean;
  /** Options of the file system itself: the controllers, for version 1. */
  readonly superOptions: readonly string[];
}

/** Spaces, tabs, line feeds and backslashes stand there as `\040` and so on. */
const unescape = (field: string): string =>
  field.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );

const parseLine = (line: string): readonly Mount[] => {
  const fields = line.split(' ');
  // Any number of optional fields comes before the dash.
  const dash = fields.indexOf('-', 6);
  const [, , , root, mountPoint, options] = fields;
  const [type, , superOptions] = dash < 0 ? [] : fields.slice(dash + 1);
  if (root === undefined || mountPoint === undefined || options === undefined) return [];
  if (type === undefined || superOptions === undefined) return [];
  const ofSystem = superOptions.split(',');
  const readOnly = [...options.split(','), ...ofSystem].includes('ro');
  return [
    {
      root: unescape(root),
      mountPoint: unescape(mountPoint),
      type,
      readOnly,
      superOptions: ofSystem,
    },
  ];
};

/** The mounts that a process sees, in the order in which the kernel lists them. */
export const parseMountInfo = (content: string): readonly Mount[] =>
  content.split('\n').flatMap(parseLine);
