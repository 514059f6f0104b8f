/** What a group's processes have in memory, and what the kernel counted of it. */
export interface GroupMemory {
  readonly fileBytes: number;
  /** Of the page cache, what processes have mapped. */
  readonly mappedFileBytes: number;
  readonly anonymousBytes: number;
  readonly swapBytes: number;
  readonly refaultedPages: number;
  readonly majorFaults: number;
}

/** One group: its state, without its control files. */
export interface Group {
  readonly hierarchy: Hierarchy;
  readonly parent: Group | undefined;
  readonly children: Map<string, Group>;
  processes: readonly number[];
  memory: GroupMemory;
  peakBytes: number;
  limitHits: number;
  oomKills: number;
  /** What was written into control files that keep what they are given. */
  readonly values: Map<string, string>;
}

/** One control file: a file without `read` can only be written, and the other way round. */
export interface ControlFile {
  readonly read?: (group: Group) => string;
  readonly write?: (group: Group, text: string) => void;
}

/** A tree of groups at its mount point. */
export interface Hierarchy {
  readonly mount: string;
  readonly version: 1 | 2;
  /** Of the whole tree; a group of version 2 may have fewer. */
  readonly controllers: readonly string[];
  readonly root: Group;
  /** Control files of a group, by name. */
  readonly filesOf: (group: Group) => Readonly<Record<string, ControlFile>>;
  /** Throws where no process may enter. */
  readonly checkEntry: (group: Group) => void;
}

/** What the groups of a machine may speak of. */
export interface Machine {
  /** `major:minor` of every whole disk. */
  readonly devices: readonly string[];
  readonly cpus: number;
}

const pageBytes = 4096;

/** An error as Node throws it for a refusal of the kernel. */
export const kernelError = (code: string): Error => Object.assign(new Error(code), { code });

const noMemory: GroupMemory = {
  fileBytes: 0,
  mappedFileBytes: 0,
  anonymousBytes: 0,
  swapBytes: 0,
  refaultedPages: 0,
  majorFaults: 0,
};

export const makeGroup = (hierarchy: Hierarchy, parent: Group | undefined): Group => ({
  hierarchy,
  parent,
  children: new Map(),
  processes: [],
  memory: noMemory,
  peakBytes: 0,
  limitHits: 0,
  oomKills: 0,
  values: new Map(),
});

export const makeHierarchy = (parts: Omit<Hierarchy, 'root'>): Hierarchy => {
  let made: Group | undefined;
  const hierarchy: Hierarchy = {
    ...parts,
    get root() {
      made ??= makeGroup(hierarchy, undefined);
      return made;
    },
  };
  return hierarchy;
};

/** A group and every one below it. */
export const subtree = (group: Group): readonly Group[] => [
  group,
  ...[...group.children.values()].flatMap(subtree),
];

/** A group and every one above it. */
export const upwards = (group: Group): readonly Group[] =>
  group.parent === undefined ? [group] : [group, ...upwards(group.parent)];

export const sumOver = (group: Group, of: (memory: GroupMemory) => number): number =>
  subtree(group).reduce((sum, each) => sum + of(each.memory), 0);

export const usage = (group: Group): number =>
  sumOver(group, ({ fileBytes, anonymousBytes }) => fileBytes + anonymousBytes);

/** Evicts up to so many bytes of page cache of a group and those below; gives how many it found. */
export const evict = (group: Group, bytes: number): number => {
  let left = bytes;
  for (const each of subtree(group)) {
    const taken = Math.min(left, each.memory.fileBytes);
    each.memory = { ...each.memory, fileBytes: each.memory.fileBytes - taken };
    left -= taken;
  }
  return bytes - left;
};

/** A process is in one group of each hierarchy. */
export const moveProcess = (pid: number, to: Group): void => {
  to.hierarchy.checkEntry(to);
  for (const each of subtree(to.hierarchy.root))
    each.processes = each.processes.filter((one) => one !== pid);
  to.processes = [...to.processes, pid];
};

/** A file that keeps what is written, in the form that `normal` gives it. */
export const stored = (
  name: string,
  initial: string,
  normal: (text: string, group: Group) => string = (text) => text,
): ControlFile => ({
  read: (group) => group.values.get(name) ?? initial,
  write: (group, text) => {
    group.values.set(name, normal(text.trim(), group));
  },
});

export const fixed = (text: string): ControlFile => ({ read: () => text });

const suffixes: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `memparse()` of the kernel: a number with K, M or G, cut to whole pages. */
export const parsePages = (text: string): number => {
  const [, digits, suffix] = /^(\d+)([kmg]?)$/i.exec(text.trim()) ?? [];
  if (digits === undefined) throw kernelError('EINVAL');
  const bytes = Number(digits) * (suffixes[(suffix ?? '').toLowerCase()] ?? 1);
  return Math.floor(bytes / pageBytes) * pageBytes;
};

/** `0-2,5` as numbers; the kernel's list format, see cpuset(7). */
export const parseList = (text: string): readonly number[] => {
  if (text.trim() === '') return [];
  return text
    .trim()
    .split(',')
    .flatMap((part) => {
      const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
      if (first === undefined || Number(last ?? first) < Number(first)) throw kernelError('EINVAL');
      const count = Number(last ?? first) - Number(first) + 1;
      return Array.from({ length: count }, (_, at) => Number(first) + at);
    });
};

export const renderList = (numbers: readonly number[]): string => {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const starts = sorted.filter((each) => !sorted.includes(each - 1));
  const ends = sorted.filter((each) => !sorted.includes(each + 1));
  return starts
    .map((start, at) => (start === ends[at] ? `${start}` : `${start}-${ends[at]}`))
    .join(',');
};
