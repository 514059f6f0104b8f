import {
  evict,
  fixed,
  kernelError,
  makeHierarchy,
  moveProcess,
  parseList,
  parsePages,
  renderList,
  stored,
  subtree,
  sumOver,
  usage,
  type ControlFile,
  type Group,
  type Hierarchy,
  type Machine,
} from './group.ts';

type Files = Readonly<Record<string, ControlFile>>;

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** Controllers that groups with processes may hand down, see "Threads" in the kernel's cgroup-v2.rst. */
const threaded = ['cpu', 'cpuset', 'pids'];

const handedDown = (group: Group): readonly string[] =>
  words(group.values.get('cgroup.subtree_control') ?? '');

const controllersOf = (group: Group): readonly string[] =>
  group.parent === undefined ? group.hierarchy.controllers : handedDown(group.parent);

const subtreeControl: ControlFile = {
  read: (group) => handedDown(group).join(' '),
  write: (group, text) => {
    let handed = handedDown(group);
    for (const word of words(text)) {
      const name = word.slice(1);
      if (!/^[+-]/.test(word)) throw kernelError('EINVAL');
      if (word.startsWith('-')) {
        if ([...group.children.values()].some((child) => handedDown(child).includes(name)))
          throw kernelError('EBUSY');
        handed = handed.filter((each) => each !== name);
      } else if (!handed.includes(name)) {
        if (!controllersOf(group).includes(name)) throw kernelError('ENOENT');
        const isRoot = group.parent === undefined;
        if (!isRoot && group.processes.length > 0 && !threaded.includes(name))
          throw kernelError('EBUSY');
        handed = [...handed, name];
      }
    }
    // The kernel lists them in an order of its own.
    const order = group.hierarchy.controllers;
    group.values.set(
      'cgroup.subtree_control',
      order.filter((each) => handed.includes(each)).join(' '),
    );
  },
};

const pressure = fixed(
  ['some', 'full'].map((who) => `${who} avg10=0.00 avg60=0.00 avg300=0.00 total=0`).join('\n'),
);

const coreFiles: Files = {
  'cgroup.controllers': { read: (group) => controllersOf(group).join(' ') },
  'cgroup.subtree_control': subtreeControl,
  'cgroup.procs': {
    read: (group) => group.processes.join('\n'),
    write: (group, text) => {
      moveProcess(Number(text), group);
    },
  },
};

const groupFiles: Files = {
  ...coreFiles,
  'cgroup.type': fixed('domain'),
  'cgroup.events': {
    read: (group) => {
      const populated = subtree(group).some((each) => each.processes.length > 0);
      return `populated ${populated ? 1 : 0}\nfrozen 0`;
    },
  },
  'cgroup.kill': {
    write: (group, text) => {
      if (text.trim() !== '1') throw kernelError('ERANGE');
      for (const each of subtree(group)) each.processes = [];
    },
  },
  'cgroup.freeze': stored('cgroup.freeze', '0'),
  'cpu.stat': fixed('usage_usec 0\nuser_usec 0\nsystem_usec 0'),
  'cpu.pressure': pressure,
  'io.pressure': pressure,
  'memory.pressure': pressure,
};

const pagesOrMax = (text: string): string => (text === 'max' ? 'max' : String(parsePages(text)));

const memoryMax: ControlFile = {
  read: (group) => group.values.get('memory.max') ?? 'max',
  write: (group, text) => {
    const value = pagesOrMax(text.trim());
    group.values.set('memory.max', value);
    const excess = value === 'max' ? 0 : usage(group) - Number(value);
    if (excess <= 0 || evict(group, excess) === excess) return;
    for (const each of subtree(group)) {
      each.processes = [];
      each.memory = { ...each.memory, anonymousBytes: 0 };
    }
    group.oomKills += 1;
  },
};

const memoryStat = (group: Group): string => {
  const sums: readonly (readonly [string, number])[] = [
    ['anon', sumOver(group, (each) => each.anonymousBytes)],
    ['file', sumOver(group, (each) => each.fileBytes)],
    ['file_mapped', sumOver(group, (each) => each.mappedFileBytes)],
    ['inactive_file', sumOver(group, (each) => each.fileBytes)],
    ['active_file', 0],
    ['workingset_refault_anon', 0],
    ['workingset_refault_file', sumOver(group, (each) => each.refaultedPages)],
    ['pgfault', 0],
    ['pgmajfault', sumOver(group, (each) => each.majorFaults)],
  ];
  return sums.map(([name, value]) => `${name} ${value}`).join('\n');
};

const memoryFiles: Files = {
  'memory.current': { read: (group) => String(usage(group)) },
  'memory.peak': { read: (group) => String(group.peakBytes) },
  'memory.max': memoryMax,
  'memory.high': stored('memory.high', 'max', pagesOrMax),
  'memory.swap.max': stored('memory.swap.max', 'max', pagesOrMax),
  'memory.swap.current': { read: (group) => String(sumOver(group, (each) => each.swapBytes)) },
  'memory.oom.group': stored('memory.oom.group', '0'),
  'memory.stat': { read: memoryStat },
  'memory.events': {
    read: ({ limitHits, oomKills }) =>
      `low 0\nhigh 0\nmax ${limitHits}\noom ${oomKills}\noom_kill ${oomKills}\noom_group_kill 0`,
  },
  'memory.reclaim': {
    write: (group, text) => {
      const asked = parsePages(words(text)[0] ?? '');
      if (evict(group, asked) < asked) throw kernelError('EAGAIN');
    },
  },
};

const ioKeys = ['rbps', 'wbps', 'riops', 'wiops'];

/** One device a write; keys that are not named keep their value, and a line without a limit goes. */
const ioMax = ({ devices }: Machine): ControlFile =>
  stored('io.max', '', (text, group) => {
    const [device = '', ...settings] = words(text);
    if (!/^\d+:\d+$/.test(device)) throw kernelError('EINVAL');
    if (!devices.includes(device)) throw kernelError('ENODEV');
    const lines = (group.values.get('io.max') ?? '').split('\n').filter((line) => line !== '');
    const former = lines.find((line) => line.startsWith(`${device} `));
    const values = new Map(ioKeys.map((key) => [key, 'max']));
    for (const setting of [...words(former ?? '').slice(1), ...settings]) {
      const [key = '', value = ''] = setting.split('=');
      if (!values.has(key) || !/^(?:max|\d+)$/.test(value)) throw kernelError('EINVAL');
      if (Number(value) === 0) throw kernelError('ERANGE');
      values.set(key, value);
    }
    const line = `${device} ${[...values].map(([key, value]) => `${key}=${value}`).join(' ')}`;
    const others = lines.filter((each) => each !== former);
    const limited = [...values.values()].some((value) => value !== 'max');
    return [...others, ...(limited ? [line] : [])].join('\n');
  });

/** What a group may use: what it asks for of what the group above may use, or else all of that. */
const effective = (group: Group, name: string, all: number): readonly number[] => {
  if (group.parent === undefined) return Array.from({ length: all }, (_, at) => at);
  const above = effective(group.parent, name, all);
  const asked = parseList(group.values.get(name) ?? '').filter((each) => above.includes(each));
  return asked.length === 0 ? above : asked;
};

const cpusetFiles = ({ cpus }: Machine): Files => {
  const setOf = (name: string, all: number): Files => ({
    [name]: stored(name, '', (text) => {
      const asked = parseList(text);
      if (asked.some((each) => each >= all)) throw kernelError('ERANGE');
      return renderList(asked);
    }),
    [`${name}.effective`]: { read: (group) => renderList(effective(group, name, all)) },
  });
  return { ...setOf('cpuset.cpus', cpus), ...setOf('cpuset.mems', 1) };
};

/** The tree of version 2, as the kernel's Documentation/admin-guide/cgroup-v2.rst tells. */
export const makeVersion2 = (
  mount: string,
  controllers: readonly string[],
  machine: Machine,
): Hierarchy => {
  const own: Readonly<Record<string, Files>> = {
    memory: memoryFiles,
    io: { 'io.max': ioMax(machine), 'io.stat': fixed('') },
    cpuset: cpusetFiles(machine),
    cpu: { 'cpu.max': stored('cpu.max', 'max 100000') },
  };
  /** The root has counters, but nothing that limits. */
  const rootFiles = (group: Group): Files => ({
    ...coreFiles,
    ...Object.fromEntries(
      controllersOf(group)
        .flatMap((name) => Object.entries(own[name] ?? {}))
        .filter(([name]) => /\.stat$|\.effective$|^memory\.reclaim$/.test(name)),
    ),
  });
  return makeHierarchy({
    mount,
    version: 2,
    controllers,
    filesOf: (group) =>
      group.parent === undefined
        ? rootFiles(group)
        : controllersOf(group).reduce((files, name) => ({ ...files, ...own[name] }), groupFiles),
    checkEntry: (group) => {
      if (group.parent !== undefined && handedDown(group).some((each) => !threaded.includes(each)))
        throw kernelError('EBUSY');
    },
  });
};
