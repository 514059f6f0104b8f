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
  sumOver,
  usage,
  type ControlFile,
  type Group,
  type Hierarchy,
  type Machine,
} from './group.ts';

/** The largest multiple of a page below 2^63: too large for a number. */
const noLimit = '9223372036854771712';

const limitOf = (group: Group, name: string): number => Number(group.values.get(name) ?? noLimit);

/** Both limits are refused where memory would be above memory and swap together. */
const limit = (name: string, other: string, isSum: boolean): ControlFile => ({
  read: (group) => group.values.get(name) ?? noLimit,
  write: (group, text) => {
    const value = text.trim() === '-1' ? noLimit : String(parsePages(text));
    const [memory, sum] = isSum
      ? [limitOf(group, other), Number(value)]
      : [Number(value), limitOf(group, other)];
    if (memory > sum) throw kernelError('EINVAL');
    const excess = usage(group) - Number(value);
    if (excess > 0 && evict(group, excess) < excess) throw kernelError('EBUSY');
    group.values.set(name, value);
  },
});

const stat = (group: Group): string => {
  const own = group.memory;
  const fields: readonly (readonly [string, number, number])[] = [
    ['cache', own.fileBytes, sumOver(group, (each) => each.fileBytes)],
    ['rss', own.anonymousBytes, sumOver(group, (each) => each.anonymousBytes)],
    ['mapped_file', own.mappedFileBytes, sumOver(group, (each) => each.mappedFileBytes)],
    ['workingset_refault_anon', 0, 0],
    ['workingset_refault_file', own.refaultedPages, sumOver(group, (each) => each.refaultedPages)],
    ['swap', own.swapBytes, sumOver(group, (each) => each.swapBytes)],
    ['pgmajfault', own.majorFaults, sumOver(group, (each) => each.majorFaults)],
    ['inactive_file', own.fileBytes, sumOver(group, (each) => each.fileBytes)],
    ['active_file', 0, 0],
  ];
  return [
    ...fields.map(([name, value]) => `${name} ${value}`),
    `hierarchical_memory_limit ${group.values.get('memory.limit_in_bytes') ?? noLimit}`,
    ...fields.map(([name, , total]) => `total_${name} ${total}`),
  ].join('\n');
};

const memoryFiles: Readonly<Record<string, ControlFile>> = {
  'memory.limit_in_bytes': limit('memory.limit_in_bytes', 'memory.memsw.limit_in_bytes', false),
  'memory.memsw.limit_in_bytes': limit(
    'memory.memsw.limit_in_bytes',
    'memory.limit_in_bytes',
    true,
  ),
  'memory.usage_in_bytes': { read: (group) => String(usage(group)) },
  'memory.memsw.usage_in_bytes': {
    read: (group) => String(usage(group) + sumOver(group, (each) => each.swapBytes)),
  },
  'memory.max_usage_in_bytes': {
    read: (group) => String(group.peakBytes),
    write: (group) => {
      group.peakBytes = usage(group);
    },
  },
  'memory.failcnt': {
    read: (group) => String(group.limitHits),
    write: (group) => {
      group.limitHits = 0;
    },
  },
  'memory.oom_control': {
    read: (group) =>
      `oom_kill_disable ${group.values.get('memory.oom_control') ?? '0'}\nunder_oom 0\noom_kill ${group.oomKills}`,
    write: (group, text) => {
      if (!['0', '1'].includes(text.trim())) throw kernelError('EINVAL');
      group.values.set('memory.oom_control', text.trim());
    },
  },
  'memory.force_empty': {
    write: (group) => {
      evict(group, usage(group));
    },
  },
  'memory.stat': { read: stat },
  'memory.swappiness': stored('memory.swappiness', '60'),
  'memory.use_hierarchy': fixed('1'),
};

/** `MAJ:MIN VALUE`, one device a write; 0 takes the device's line away. */
const throttle = (name: string, { devices }: Machine): ControlFile =>
  stored(name, '', (text, group) => {
    const [, device, value] = /^(\d+:\d+)\s+(\d+)$/.exec(text) ?? [];
    if (device === undefined || value === undefined) throw kernelError('EINVAL');
    if (!devices.includes(device)) throw kernelError('ENODEV');
    const others = (group.values.get(name) ?? '')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(`${device} `));
    return [...others, ...(value === '0' ? [] : [`${device} ${value}`])].join('\n');
  });

const blkioFiles = (machine: Machine): Readonly<Record<string, ControlFile>> => {
  const throttles = ['read_bps', 'write_bps', 'read_iops', 'write_iops'].map((what) => {
    const name = `blkio.throttle.${what}_device`;
    return [name, throttle(name, machine)] as const;
  });
  const counters = ['io_service_bytes', 'io_serviced'].flatMap((what) => [
    [`blkio.throttle.${what}`, fixed('Total 0')] as const,
    [`blkio.throttle.${what}_recursive`, fixed('Total 0')] as const,
  ]);
  return Object.fromEntries([...throttles, ...counters]);
};

const held = (group: Group, name: string, all: number): readonly number[] =>
  group.parent === undefined
    ? Array.from({ length: all }, (_, at) => at)
    : parseList(group.values.get(name) ?? '');

/** A new group has none of either, and takes no process before it has both. */
const setOf = (name: string, all: number): ControlFile => ({
  read: (group) => renderList(held(group, name, all)),
  write: (group, text) => {
    const asked = parseList(text);
    if (asked.some((each) => each >= all)) throw kernelError('ERANGE');
    const above = group.parent === undefined ? asked : held(group.parent, name, all);
    if (asked.some((each) => !above.includes(each))) throw kernelError('EACCES');
    if (asked.length === 0 && group.processes.length > 0) throw kernelError('ENOSPC');
    group.values.set(name, renderList(asked));
  },
});

const cpusetFiles = ({ cpus }: Machine): Readonly<Record<string, ControlFile>> => {
  const [processors, nodes] = [setOf('cpuset.cpus', cpus), setOf('cpuset.mems', 1)];
  return {
    'cpuset.cpus': processors,
    'cpuset.mems': nodes,
    'cpuset.effective_cpus': processors.read === undefined ? {} : { read: processors.read },
    'cpuset.effective_mems': nodes.read === undefined ? {} : { read: nodes.read },
  };
};

const processFile: ControlFile = {
  read: (group) => group.processes.join('\n'),
  write: (group, text) => {
    moveProcess(Number(text), group);
  },
};

const common: Readonly<Record<string, ControlFile>> = {
  'cgroup.procs': processFile,
  tasks: processFile,
  'cgroup.clone_children': stored('cgroup.clone_children', '0'),
  notify_on_release: stored('notify_on_release', '0'),
};

/** The tree of one controller of version 1, as the kernel's Documentation/admin-guide/cgroup-v1 tells. */
export const makeVersion1 = (mount: string, controller: string, machine: Machine): Hierarchy => {
  const own: Readonly<Record<string, Readonly<Record<string, ControlFile>>>> = {
    memory: memoryFiles,
    blkio: blkioFiles(machine),
    cpuset: cpusetFiles(machine),
  };
  const files = { ...common, ...own[controller] };
  return makeHierarchy({
    mount,
    version: 1,
    controllers: [controller],
    filesOf: () => files,
    checkEntry: (group) => {
      if (controller !== 'cpuset' || group.parent === undefined) return;
      const empty = ['cpuset.cpus', 'cpuset.mems'].some(
        (name) => (group.values.get(name) ?? '') === '',
      );
      if (empty) throw kernelError('ENOSPC');
    },
  });
};
