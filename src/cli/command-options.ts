import type { Options } from 'yargs';

/** Options of `plan`, as `--help` shows them. */
export const planOptions = {
  profile: { type: 'string', describe: 'name of a shipped profile, or a file' },
  quick: { type: 'boolean', describe: '3 rounds, small tests, first sweep only; indicative' },
  set: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'override, e.g. tier.readBandwidth=25GB/s; repeatable',
  },
  sweep: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'replace the sweeps, e.g. tier.readLatency=5us,20us; repeatable',
  },
  rounds: {
    type: 'string',
    describe: 'rounds that count; the fewest of them where they are added',
  },
  'max-rounds': {
    type: 'string',
    describe:
      'add rounds up to this many, until every interval is narrow enough (default with --half-width: 20)',
  },
  'half-width': {
    type: 'string',
    describe: 'half the width of an interval that is narrow enough (default with --max-rounds: 2%)',
  },
  gate: {
    type: 'boolean',
    default: true,
    describe: 'mark and repeat disturbed runs; with --no-gate they are neither marked nor repeated',
  },
  seed: { type: 'string', describe: 'seed of the order of cases (default: 1)' },
  threads: { type: 'string', describe: "llama-bench's threads (default: physical cores)" },
  model: { type: 'string', describe: 'GGUF file (default: a synthetic demo model)' },
  'llama-bench': {
    type: 'string',
    describe: 'llama-bench to measure with (default: found on the PATH, else built)',
  },
  scope: {
    type: 'string',
    describe:
      'who keeps the limits of the kernel: systemd, systemd-user, cgroup-v2 or cgroup-v1 ' +
      '(default: the first of these that works here)',
  },
  'drop-global': {
    type: 'boolean',
    describe: "for pageCache.before: drop the whole machine's page cache, not only the model's",
  },
  json: { type: 'boolean', describe: 'one JSON document on standard output' },
} as const satisfies Record<string, Options>;

/** Options of `run`, as `--help` shows them. */
export const runOptions = {
  ...planOptions,
  out: { type: 'string', describe: 'folder for results (default: ./results)' },
  'dry-run': { type: 'boolean', describe: 'print the plan, change nothing' },
  progress: { type: 'boolean', default: true, describe: 'progress line on a terminal' },
} as const satisfies Record<string, Options>;

/** Options of `calibrate`, as `--help` shows them. */
export const calibrateOptions = {
  profile: { type: 'string', describe: "also measure this profile's levels, in its units" },
  quick: { type: 'boolean', describe: 'fewer levels and repetitions' },
  json: planOptions.json,
  progress: runOptions.progress,
} as const satisfies Record<string, Options>;

/** Options of `solve`, as `--help` shows them. */
export const solveOptions = {
  keep: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: "share to keep, e.g. tg=90% (default: the profile's requirements); repeatable",
  },
  param: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'only this swept parameter, e.g. tier.readBandwidth; repeatable',
  },
  test: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'only this test, e.g. tg128; repeatable',
  },
  check: {
    type: 'boolean',
    describe: 'exit code 6 unless the nominal values meet every requirement',
  },
  at: {
    type: 'string',
    array: true,
    nargs: 1,
    describe:
      'with --check: a level in place of the nominal value, e.g. tier.readBandwidth=25GB/s; repeatable',
  },
  on: {
    type: 'string',
    describe: 'carry requirements over to a reference part (modelled), e.g. hbm4-stack',
  },
  json: planOptions.json,
} as const satisfies Record<string, Options>;

/** Options of `compare`, as `--help` shows them. */
export const compareOptions = {
  labels: {
    type: 'string',
    describe: 'names of A and B in the tables, e.g. warm,cold (default: A,B)',
  },
  markdown: { type: 'boolean', describe: "tables in GitHub's Markdown, to be pasted" },
  json: planOptions.json,
} as const satisfies Record<string, Options>;

/** Options of `model`, as `--help` shows them. */
export const modelOptions = {
  shape: { type: 'string', demandOption: true, describe: 'demo, qwen2.5-0.5b, qwen2.5-3b, ...' },
  out: { type: 'string', demandOption: true, describe: 'file to write' },
  seed: { type: 'string', describe: 'the same seed gives the same bytes (default: 1)' },
} as const satisfies Record<string, Options>;

/** Options of `exec`, as `--help` shows them. */
export const execOptions = {
  profile: planOptions.profile,
  set: planOptions.set,
  model: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'file that the tier holds or the caps act on; repeatable',
  },
  scope: planOptions.scope,
  'drop-global': planOptions['drop-global'],
  case: { type: 'string', describe: 'nominal, null or baseline (default: nominal)' },
  seed: { type: 'string', describe: 'seed of what the tier draws (default: 1)' },
  json: { type: 'string', describe: 'write the evidence to this file, as one JSON document' },
} as const satisfies Record<string, Options>;

/** Options of every command, as `--help` shows them. */
export const commonOptions = {
  verbose: { alias: 'v', type: 'count', describe: 'more messages' },
  quiet: { alias: 'q', type: 'boolean', describe: 'warnings and results only' },
} as const satisfies Record<string, Options>;
