import type { Inspection } from '../../src/model/doctor/inspection.ts';
import type { Miss } from '../../src/model/failure.ts';
import { failed, success } from '../../src/model/result.ts';
import type { ScopeKind } from '../../src/model/scope.ts';

/** Something that is missing, and a way to get it. */
export const miss = (what: string, remedy = `get ${what}`): Miss => ({ what, remedy });

/** A scope of a kind that lacks the same for every controller. */
export const scopeLook = (kind: ScopeKind, ...misses: readonly Miss[]) => ({
  kind,
  controllers: { memory: misses, io: misses, cpu: misses },
});

/** An idle machine with everything: root under systemd and cgroup v2, a disk, fio, a compiler. */
export const makeInspection = (given: Partial<Inspection> = {}): Inspection => ({
  toolVersion: '1.2.3',
  host: {
    hostname: 'bench',
    architecture: 'x64',
    kernel: '6.12.1',
    distribution: 'Debian GNU/Linux 13',
    cpuModel: 'AMD EPYC 9654',
    cpus: 16,
    physicalCores: 8,
    memoryBytes: 64 * 2 ** 30,
    pageBytes: 4096,
    transparentHugePages: 'madvise',
    governor: 'performance',
    nodeVersion: 'v20.20.2',
  },
  state: { utc: '2026-03-01T12:00:00Z', load1: 0.05 },
  surroundings: { glibc: '2.41', isWsl: false },
  uid: 0,
  hasSwap: false,
  library: success({ isCached: true }),
  bench: success({
    kind: 'found',
    origin: 'path',
    path: '/home/ada/llama.cpp/build/bin/llama-bench',
    version: 'build 6000 (abcdef0)',
  }),
  model: success({ path: '/home/ada/m.gguf', bytes: 2e9, isThere: true }),
  room: { availableBytes: 60e9 },
  freeBytes: 500e9,
  scopes: [
    scopeLook('systemd'),
    scopeLook('systemd-user', miss('no user manager answers')),
    scopeLook('cgroup-v2'),
    scopeLook('cgroup-v1', miss('cgroup v1 is not mounted here')),
  ],
  cap: success({ device: '/dev/nvme0n1', filesystem: 'ext4' }),
  volumes: [
    { backing: 'ram', misses: [] },
    { backing: 'file', misses: [] },
    { backing: 'zram', misses: [miss('a zram device for the volume')] },
  ],
  pageCache: { evicts: [], proves: [] },
  load: [],
  activity: {
    wallNs: 5e8,
    cpus: 16,
    ranNs: 2e7,
    queuedNs: 1e4,
    busyNs: 1e8,
    ownNs: 4e7,
    stealNs: 0,
    throttledNs: 0,
    cpuPressureNs: 1e4,
  },
  profiles: [
    { name: 'hbf-50gbps', lacks: [] },
    { name: 'memory-cliff', scope: 'systemd', lacks: [] },
  ],
  ...given,
});

/** The same machine for a program that can do nothing on it. */
export const makeBareInspection = (): Inspection => {
  const lacks = [{ part: 'scope', misses: [miss('any scope')] }];
  return makeInspection({
    host: {
      ...makeInspection().host,
      virtualization: 'KVM',
      transparentHugePages: 'never',
      governor: 'powersave',
    },
    surroundings: { container: 'Docker', isWsl: true },
    uid: 1000,
    hasSwap: true,
    library: failed([
      miss('could not compile the tier library: no C compiler was found', 'install one'),
    ]),
    bench: failed([miss('git', 'install git'), miss('npm', 'install npm')]),
    model: failed([miss("the model 'x.gguf' cannot be used: there is no such file")]),
    room: undefined,
    freeBytes: 5e6,
    scopes: (['systemd', 'systemd-user', 'cgroup-v2', 'cgroup-v1'] as const).map((kind) =>
      scopeLook(
        kind,
        miss(`${kind} has no memory`, 'run with sudo'),
        miss(`${kind} has no io`, 'run with sudo'),
      ),
    ),
    cap: failed([
      miss(
        "a block device to cap for '/home/ada': expected a file system on one disk, got 'overlay'",
        "add 'volume: {}' to the constraints of the profile",
      ),
    ]),
    volumes: [{ backing: 'ram', misses: [miss('the right to make a volume', 'run with sudo')] }],
    pageCache: { evicts: undefined, proves: undefined },
    load: [miss('fio, which makes the background load, cannot be run', 'apt install fio')],
    activity: undefined,
    profiles: [
      { name: 'hbf-50gbps', lacks: [] },
      { name: 'memory-cliff', lacks },
      { name: 'io-cap', lacks },
    ],
  });
};
