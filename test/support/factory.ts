import type { Disturbance, HostActivity } from '../../src/model/disturbance/activity.ts';
import { disturbanceDefaults } from '../../src/model/disturbance/defaults.ts';
import type { TierEvidence, TierTestEvidence } from '../../src/model/evidence.ts';
import type { HostFacts } from '../../src/model/host-facts.ts';
import type { Manifest, WorkloadFacts } from '../../src/model/manifest.ts';
import type {
  BackgroundEvidence,
  CpuEvidence,
  IoEvidence,
  MemoryEvidence,
  PageCacheEvidence,
  ScopeEvidence,
  VolumeEvidence,
} from '../../src/model/kernel-evidence.ts';
import type { ModelFacts } from '../../src/model/model-facts.ts';
import type { Case, Plan, PlannedRun } from '../../src/model/plan.ts';
import type {
  DisturbanceLimits,
  Profile,
  TierConstraint,
  WorkloadSpec,
} from '../../src/model/profile/profile.ts';
import type { HostState, RunRecord, Sample } from '../../src/model/run-record.ts';
import type { StartEvidence } from '../../src/model/start-evidence.ts';
import type { ResolvedTier } from '../../src/model/tier/resolved-tier.ts';

/** Complete, plausible values of every record; a test states only what it is about. */

export const makeTier = (overrides: Partial<TierConstraint> = {}): TierConstraint => ({
  readBandwidth: 50e9,
  readLatency: { kind: 'fixed', value: 5_000 },
  accessSize: 4096,
  queueDepth: 1024,
  prefetch: 4 * 2 ** 20,
  buffer: 64 * 2 ** 20,
  residency: 0,
  ...overrides,
});

/** A small tier as the model and the pager take it: units of 1 MiB, and nothing that limits. */
export const makeResolvedTier = (overrides: Partial<ResolvedTier> = {}): ResolvedTier => ({
  unitBytes: 2 ** 20,
  bandwidth: undefined,
  latency: [],
  accessBytes: 0,
  prefetchUnits: 0,
  bufferUnits: 8,
  residencyPpm: 0,
  placement: 'even',
  stall: undefined,
  seed: 1,
  ...overrides,
});

export const makeWorkloadSpec = (overrides: Partial<WorkloadSpec> = {}): WorkloadSpec => ({
  prompt: [64],
  gen: [64],
  depth: [0],
  rounds: 6,
  warmupRounds: 1,
  start: 'warm',
  runTimeLimit: 600e9,
  ...overrides,
});

export const makeProfile = (overrides: Partial<Profile> = {}): Profile => ({
  schema: 'profile/1',
  name: 'hbf-50gbps',
  title: 'HBF-class tier, 50 GB/s sustained reads',
  constraints: { tier: makeTier() },
  sweeps: [],
  workload: makeWorkloadSpec(),
  requirements: [
    { metric: 'tg', keep: 0.9 },
    { metric: 'pp', keep: 0.9 },
  ],
  sources: [],
  ...overrides,
});

export const makeCase = (overrides: Partial<Case> = {}): Case => ({
  id: 'nominal',
  kind: 'nominal',
  constraints: { tier: makeTier() },
  points: [],
  ...overrides,
});

export const baselineCase: Case = {
  id: 'baseline',
  kind: 'baseline',
  constraints: {},
  points: [],
};

export const nullCase: Case = {
  id: 'null',
  kind: 'null',
  constraints: { tier: {} },
  points: [],
};

/** Warm-up and counted rounds of the given cases, in the order in which the cases are given. */
export const makeRuns = (
  cases: readonly Case[],
  rounds: number,
  warmupRounds = 0,
): readonly PlannedRun[] =>
  Array.from({ length: rounds + warmupRounds }, (_, at) => at - warmupRounds).flatMap((round, at) =>
    cases.map((each, order) => ({
      index: at * cases.length + order,
      round,
      order,
      caseId: each.id,
    })),
  );

export const makePlan = (overrides: Partial<Plan> = {}): Plan => {
  const profile = overrides.profile ?? makeProfile();
  const cases = overrides.cases ?? [baselineCase, nullCase, makeCase()];
  return {
    schema: 'plan/1',
    profile,
    seed: 1,
    indicative: false,
    reference: 'null',
    tests: [
      { prompt: 64, gen: 0, depth: 0 },
      { prompt: 0, gen: 64, depth: 0 },
    ],
    cases,
    runs: makeRuns(cases, profile.workload.rounds),
    ...overrides,
  };
};

export const makeHostFacts = (overrides: Partial<HostFacts> = {}): HostFacts => ({
  hostname: 'bench-1',
  architecture: 'x64',
  kernel: '6.1.0-32-amd64',
  distribution: 'Debian GNU/Linux 12 (bookworm)',
  virtualization: 'kvm',
  cpuModel: 'Example CPU 3000',
  cpus: 2,
  physicalCores: 2,
  memoryBytes: 8 * 2 ** 30,
  pageBytes: 4096,
  transparentHugePages: 'madvise',
  bootId: '00000000-0000-4000-8000-000000000000',
  nodeVersion: '20.20.2',
  ...overrides,
});

export const makeHostState = (overrides: Partial<HostState> = {}): HostState => ({
  utc: '2026-03-01T12:00:00.000Z',
  load1: 0.1,
  memoryAvailableBytes: 6 * 2 ** 30,
  ...overrides,
});

export const makeDisturbanceLimits = (
  overrides: Partial<DisturbanceLimits> = {},
): DisturbanceLimits => ({ ...disturbanceDefaults, ...overrides });

/** Four seconds of two threads on two processors that nobody else used. */
export const makeHostActivity = (overrides: Partial<HostActivity> = {}): HostActivity => ({
  wallNs: 4e9,
  cpus: 2,
  ranNs: 7e9,
  queuedNs: 0.03e9,
  busyNs: 7.2e9,
  ownNs: 7.1e9,
  kernelNs: 0.02e9,
  allowedCpus: 2,
  stealNs: 0,
  throttledNs: 0,
  cpuPressureNs: 0.05e9,
  majorFaults: 4,
  ...overrides,
});

/** What is seen of a run whose threads had half of the time that they wanted, because of other programs. */
export const beset: Partial<HostActivity> = {
  ranNs: 3.9e9,
  queuedNs: 3.9e9,
  busyNs: 8e9,
  ownNs: 4e9,
};

/** What is said of it by the default limits. */
export const besetWhy = [
  'waited for a processor that others had, of the time it wanted one: 50 % (limit 5 %)',
  "other programs' share of the processor time: 50 % (limit 10 %)",
] as const;

/** The same as a record has it. */
export const makeDisturbance = (overrides: Partial<Disturbance> = {}): Disturbance => ({
  activity: makeHostActivity(beset),
  why: [...besetWhy],
  ...overrides,
});

export const makeModelFacts = (overrides: Partial<ModelFacts> = {}): ModelFacts => ({
  path: '/models/demo.gguf',
  bytes: 104_857_600,
  architecture: 'qwen2',
  name: 'demo',
  layers: 8,
  parameters: 180_000_000,
  tensorBytes: 104_000_000,
  tensorTypes: { F32: 41, Q4_K: 44, Q6_K: 9 },
  ...overrides,
});

const makeWorkloadFacts = (overrides: Partial<WorkloadFacts> = {}): WorkloadFacts => ({
  path: '/opt/llama.cpp/llama-bench',
  origin: 'path',
  version: 'b9999 (0123abc)',
  sha256: '0'.repeat(64),
  argv: ['/opt/llama.cpp/llama-bench', '-m', '/models/demo.gguf', '-r', '1'],
  env: { GGML_NO_BACKTRACE: '1' },
  ...overrides,
});

export const makeManifest = (overrides: Partial<Manifest> = {}): Manifest => ({
  schema: 'manifest/1',
  toolVersion: '0.1.0',
  createdUtc: '2026-03-01T12:00:00.000Z',
  command: ['emulate', '--profile', 'hbf-50gbps', '--seed', '1'],
  profileText: 'schema: profile/1\nname: hbf-50gbps\n',
  plan: makePlan(),
  host: makeHostFacts(),
  model: makeModelFacts(),
  workload: makeWorkloadFacts(),
  ...overrides,
});

export const makeTierTestEvidence = (
  overrides: Partial<TierTestEvidence> = {},
): TierTestEvidence => ({
  bytesFetched: 6_400_000_000,
  unitsFetched: 3052,
  faults: 3000,
  linkBusyNs: 128_000_000,
  latenessNs: 1_000_000,
  waitNs: 120_000_000,
  ownNs: 20_000_000,
  waits: 2900,
  stalledNs: 0,
  wallNs: 1_400_000_000,
  steps: 64,
  ...overrides,
});

export const makeTierEvidence = (overrides: Partial<TierEvidence> = {}): TierEvidence => ({
  kind: 'tier',
  heldBytes: 104_857_600,
  mappedBytes: 104_857_600,
  allocatedBytes: 0,
  usedBytes: 104_857_600,
  residentBytes: 0,
  unitBytes: 2 * 2 ** 20,
  openBytesMax: 64 * 2 ** 20,
  hugePages: true,
  bytesFetched: 12_800_000_000,
  linkBusyNs: 256_000_000,
  latenessNs: 2_000_000,
  waitNs: 240_000_000,
  ownNs: 40_000_000,
  waits: 5800,
  stalledNs: 0,
  ...overrides,
});

export const makeScopeEvidence = (overrides: Partial<ScopeEvidence> = {}): ScopeEvidence => ({
  kind: 'scope',
  scope: 'cgroup-v2',
  place: '/sys/fs/cgroup/emulate-1-0',
  ...overrides,
});

/** A model of 100 MiB under a limit of 60 MiB: most of it is read again for each token. */
export const makeMemoryEvidence = (overrides: Partial<MemoryEvidence> = {}): MemoryEvidence => ({
  kind: 'memory',
  limitBytes: 60 * 2 ** 20,
  peakBytes: 60 * 2 ** 20,
  anonymousBytesMax: 8 * 2 ** 20,
  fileBytesMax: 52 * 2 ** 20,
  swapBytesMax: 0,
  limitHits: 1234,
  oomKills: 0,
  refaultedBytes: 1000 * 2 ** 20,
  majorFaults: 5678,
  modelBytes: 104_857_600,
  ...overrides,
});

/** Ten seconds of reading under a cap of 200 MB/s. */
export const makeIoEvidence = (overrides: Partial<IoEvidence> = {}): IoEvidence => ({
  kind: 'io',
  device: '254:0',
  devicePath: '/dev/vda',
  readBandwidth: 200e6,
  readBytes: 1.9e9,
  readOperations: 16_000,
  deviceReadBytes: 2e9,
  deviceReadOperations: 17_000,
  wallNs: 10e9,
  busiestBytesPerSecond: 201e6,
  busiestOperationsPerSecond: 1_700,
  ...overrides,
});

/** Ten seconds of eviction at 200 MB/s. */
export const makePageCacheEvidence = (
  overrides: Partial<PageCacheEvidence> = {},
): PageCacheEvidence => ({
  kind: 'page-cache',
  drop: 200e6,
  droppedBytes: 1.98e9,
  runningNs: 10e9,
  shortTurns: 2,
  turns: 100,
  refaultedBytes: 1.8e9,
  modelBytes: 104_857_600,
  ...overrides,
});

export const makeBackgroundEvidence = (
  overrides: Partial<BackgroundEvidence> = {},
): BackgroundEvidence => ({
  kind: 'background',
  fioVersion: 'fio-3.33',
  pattern: 'randread',
  rate: 300e6,
  achieved: 298e6,
  steadyBefore: 299e6,
  steady: true,
  aliveUntilEnd: true,
  operations: 22_000,
  latencyP50Ns: 400_000,
  latencyP99Ns: 2_000_000,
  device: '/dev/vda',
  ...overrides,
});

export const makeCpuEvidence = (overrides: Partial<CpuEvidence> = {}): CpuEvidence => ({
  kind: 'cpu',
  allowed: '0-1',
  asked: '0-1',
  ...overrides,
});

export const makeVolumeEvidence = (overrides: Partial<VolumeEvidence> = {}): VolumeEvidence => ({
  kind: 'volume',
  device: '/dev/zram0',
  backing: 'ram',
  filesystem: 'xfs',
  verified: true,
  readAheadBytes: 2 * 2 ** 20,
  ...overrides,
});

/** All of a model of 100 MiB in memory, as asked. */
export const makeStartEvidence = (overrides: Partial<StartEvidence> = {}): StartEvidence => ({
  kind: 'start',
  asked: 'warm',
  residentBytes: 104_857_600,
  modelBytes: 104_857_600,
  ...overrides,
});

export const makeSample = (overrides: Partial<Sample> = {}): Sample => ({
  test: 'tg64',
  metric: 'tg',
  tokens: 64,
  repetitionsNs: [1_280_000_000],
  tokensPerSecond: 50,
  ...overrides,
});

export const makeRunRecord = (overrides: Partial<RunRecord> = {}): RunRecord => ({
  schema: 'run/1',
  index: 0,
  round: 0,
  order: 0,
  attempt: 0,
  case: 'nominal',
  asked: {},
  applied: {},
  startedUtc: '2026-03-01T12:00:00.000Z',
  durationMs: 4_000,
  command: ['/opt/llama.cpp/llama-bench', '-m', '/models/demo.gguf'],
  outcome: { status: 'completed' },
  evidence: [],
  verdict: { verdict: 'bound', why: '' },
  verdicts: {},
  samples: [makeSample()],
  workload: {},
  before: makeHostState(),
  after: makeHostState(),
  warnings: [],
  ...overrides,
});
