/** What the schema does not say of a field. */
export interface FieldNote {
  /** An example as it stands in a profile. */
  readonly example: string;
  /** What holds without the field, where the schema has no default. */
  readonly absent?: string;
  /** Where the schema has none: fields without a parameter of their own. */
  readonly range?: string;
  /** Where the schema describes the mapping, and not the field. */
  readonly meaning?: string;
}

const quantile = (name: string, example: string): FieldNote => ({
  example,
  absent: 'between its neighbours',
  meaning: `${name} of the latency of one access; quantiles never fall.`,
});

const share: Pick<FieldNote, 'range'> = { range: 'above 0 % to 100 %' };

const tokens: Pick<FieldNote, 'range'> = { range: '0 to 1000000, each once; 0 is no test' };

/** Every field that holds a value, by its path; `[]` stands for the items of a list. */
export const fieldNotes: Readonly<Record<string, FieldNote>> = {
  schema: { example: 'profile/1' },
  name: { example: 'my-tier', range: '1 to 64 lower-case letters, digits, single hyphens' },
  title: { example: 'A tier at 20 GB/s', range: '1 to 200 characters' },
  'constraints.tier.scale.reference': { example: 'hbm4-stack' },
  'constraints.tier.scale.host': { example: '40 GB/s', range: 'above 0 B/s and at most 100 TB/s' },
  'constraints.tier.scale.times': { example: 'scaled' },
  'constraints.tier.readBandwidth': { example: '50 GB/s' },
  'constraints.tier.readLatency': { example: '5 us' },
  'constraints.tier.readLatency.p50': { example: '5 us' },
  'constraints.tier.readLatency.p90': quantile('90th percentile', '10 us'),
  'constraints.tier.readLatency.p99': quantile('99th percentile', '20 us'),
  'constraints.tier.readLatency.p99.9': quantile('99.9th percentile', '60 us'),
  'constraints.tier.readLatency.max': {
    example: '100 us',
    absent: 'the highest quantile given',
    meaning: 'Most that is drawn.',
  },
  'constraints.tier.accessSize': { example: '4 KiB' },
  'constraints.tier.queueDepth': { example: '1024' },
  'constraints.tier.prefetch': { example: '16 MiB', absent: '0 B' },
  'constraints.tier.buffer': { example: '64 MiB', absent: '64 MiB' },
  'constraints.tier.residency': { example: '25 %', absent: '0 %' },
  'constraints.tier.placement': { example: 'layers', absent: 'even' },
  'constraints.tier.stall.every': { example: '10 ms' },
  'constraints.tier.stall.for': { example: '100 us' },
  'constraints.tier.stall.pattern': { example: 'random', absent: 'periodic' },
  'constraints.tier.unitSize': { example: '2 MiB' },
  'constraints.memory.max': { example: '60 % of model' },
  'constraints.memory.swap': { example: '0 B', absent: 'what the host allows' },
  'constraints.volume.backing': { example: 'ram', absent: 'ram' },
  'constraints.volume.filesystem': { example: 'xfs' },
  'constraints.volume.readAhead': { example: '2 MiB', absent: 'what the kernel gives' },
  'constraints.io.readBandwidth': { example: '500 MB/s' },
  'constraints.io.readIops': { example: '100000' },
  'constraints.pageCache.drop': { example: '200 MB/s', absent: 'nothing is dropped' },
  'constraints.pageCache.before': {
    example: 'each-run',
    absent: 'evicted all the same, but not judged',
  },
  'constraints.background.pattern': { example: 'randread' },
  'constraints.background.blockSize': { example: '128 KiB' },
  'constraints.background.rate': { example: '300 MB/s' },
  'constraints.background.queueDepth': { example: '8' },
  'constraints.background.jobs': { example: '1' },
  'constraints.cpu.affinity': {
    example: '"0-1"',
    absent: 'all processors',
    range: '0 to 8191, each once; in quotes',
  },
  'workload.prompt': { example: '[64, 128]', ...tokens },
  'workload.gen': { example: '[64, 128]', ...tokens },
  'workload.depth': { example: '[0, 256]', range: '0 to 1000000, each once' },
  'workload.rounds': { example: '10' },
  'workload.adaptive.maxRounds': { example: '20' },
  'workload.adaptive.halfWidth': { example: '2 %', ...share },
  'workload.warmupRounds': { example: '1' },
  'workload.start': { example: 'cold' },
  'workload.runTimeLimit': { example: '20 min', range: '1 s to 24 h' },
  'workload.disturbance': { example: 'off', range: '`off`, or the limits below' },
  'workload.disturbance.runQueue': { example: '5 %', ...share },
  'workload.disturbance.steal': { example: '2 %', ...share },
  'workload.disturbance.others': { example: '10 %', ...share },
  'workload.disturbance.throttled': { example: '1 %', ...share },
  'workload.disturbance.repeats': { example: '2' },
  'requirements[].metric': { example: 'tg' },
  'requirements[].keep': { example: '90 %', ...share },
  'sources[].field': {
    example: 'tier.readBandwidth',
    range: 'a path of this profile',
  },
  'sources[].grade': { example: 'spec' },
  'sources[].note': { example: 'data sheet of the device, page 3', range: '1 to 2000 characters' },
};
