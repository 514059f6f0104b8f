/**
 * Where one scope is in the kernel's trees, as absolute paths: with version 2 the same folder for
 * everything, with version 1 one in each hierarchy that it needs.
 */
export interface CgroupFolders {
  readonly version: 1 | 2;
  readonly memory?: string;
  readonly io?: string;
  /** Of the controller `cpuset`. */
  readonly cpu?: string;
  /** In the tree of version 2, which has the pressure files, also where it has no controllers. */
  readonly pressure?: string;
}

/** Each folder once: hierarchies of version 1 may be mounted together. */
export const allFolders = ({ memory, io, cpu, pressure }: CgroupFolders): readonly string[] => [
  ...new Set([memory, io, cpu, pressure].filter((folder) => folder !== undefined)),
];
