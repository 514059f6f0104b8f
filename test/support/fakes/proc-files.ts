import type { ProcFiles } from '../../../src/system/proc-files.ts';

/** The kernel's files in memory, by their paths without the first slash. */
export interface FakeProcFiles extends ProcFiles {
  /** Writes files; undefined removes one, with all below it. */
  put(files: Readonly<Record<string, string | undefined>>): void;
}

/** A line of `/proc/PID/stat`: whatever is not given is 0. */
export const statLine = (
  pid: number,
  rest: {
    readonly parent?: number;
    readonly name?: string;
    readonly flags?: number;
    readonly majorFaults?: number;
    readonly user?: number;
    readonly system?: number;
    readonly waitedUser?: number;
    readonly waitedSystem?: number;
  } = {},
): string => {
  const { parent = 1, name = 'program', flags = 0, majorFaults = 0 } = rest;
  const { user = 0, system = 0, waitedUser = 0, waitedSystem = 0 } = rest;
  const times = [user, system, waitedUser, waitedSystem];
  return `${pid} (${name}) S ${[parent, pid, pid, 0, -1, flags, 50, 0, majorFaults, 0, ...times, 20, 0, 1, 0, 7000].join(' ')}\n`;
};

export const createFakeProcFiles = (
  first: Readonly<Record<string, string>> = {},
): FakeProcFiles => {
  const files = new Map(Object.entries(first));
  return {
    read: (path) => files.get(path.replace(/^\//, '')),
    list: (given) => {
      const path = given.replace(/^\//, '');
      const names = [...files.keys()]
        .filter((each) => each.startsWith(`${path}/`))
        .map((each) => each.slice(path.length + 1).split('/', 1)[0] ?? '');
      return names.length === 0 ? undefined : [...new Set(names)];
    },
    put: (more) => {
      for (const [path, text] of Object.entries(more)) {
        if (text !== undefined) files.set(path, text);
        else
          for (const each of files.keys())
            if (each === path || each.startsWith(`${path}/`)) files.delete(each);
      }
    },
  };
};
