import type { OptionTable } from './command-spec.ts';

const measured = 'What is measured';
const rounds = 'Rounds and order';
const withWhat = 'With what';
const output = 'Output';

/** Options of `plan`. */
export const planOptions = {
  profile: {
    type: 'string',
    value: 'NAME',
    describe: 'a shipped profile, or a file',
    group: measured,
    complete: 'profile',
  },
  quick: {
    type: 'boolean',
    describe: '3 rounds, small tests, first sweep only; indicative',
    group: measured,
  },
  set: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'PARAM=VALUE',
    describe: 'override, e.g. tier.readBandwidth=25GB/s; repeatable',
    group: measured,
    complete: 'parameter',
  },
  sweep: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'PARAM=V1,V2',
    describe: 'replace the sweeps, e.g. tier.readLatency=5us,20us; repeatable',
    group: measured,
    complete: 'parameter',
  },
  rounds: {
    type: 'string',
    value: 'N',
    describe: 'rounds that count, exactly; with --max-rounds or --half-width the fewest',
    group: rounds,
  },
  'max-rounds': {
    type: 'string',
    value: 'N',
    describe:
      'add rounds up to this many, until every interval is narrow enough (default with --half-width: 20)',
    group: rounds,
  },
  'half-width': {
    type: 'string',
    value: 'SHARE',
    describe: 'half the width of an interval that is narrow enough (default with --max-rounds: 2%)',
    group: rounds,
  },
  gate: {
    type: 'boolean',
    default: true,
    describe: 'neither mark nor repeat disturbed runs',
    group: rounds,
  },
  seed: {
    type: 'string',
    value: 'N',
    describe: 'seed of the order of cases (default: 1)',
    group: rounds,
  },
  model: {
    type: 'string',
    value: 'FILE',
    describe: 'GGUF file (default: a synthetic demo model)',
    group: withWhat,
    complete: 'file',
  },
  'llama-bench': {
    type: 'string',
    value: 'PROGRAM',
    describe: 'llama-bench to measure with (default: found on the PATH, else built)',
    group: withWhat,
    complete: 'file',
  },
  threads: {
    type: 'string',
    value: 'N',
    describe: "llama-bench's threads (default: physical cores)",
    group: withWhat,
  },
  scope: {
    type: 'string',
    value: 'KIND',
    describe:
      'who keeps the limits of the kernel: systemd, systemd-user, cgroup-v2 or cgroup-v1 ' +
      '(default: the first of these that works here)',
    group: withWhat,
    complete: 'scope',
  },
  'drop-global': {
    type: 'boolean',
    describe: "for pageCache.before: drop the whole machine's page cache, not only the model's",
    group: withWhat,
  },
  json: { type: 'boolean', describe: 'one JSON document on standard output', group: output },
} as const satisfies OptionTable;

/** Options of `run`. */
export const runOptions = {
  ...planOptions,
  out: {
    type: 'string',
    value: 'DIR',
    describe: 'folder for results (default: ./results)',
    group: output,
    complete: 'folder',
  },
  'dry-run': { type: 'boolean', describe: 'print the plan, change nothing', group: output },
  progress: {
    type: 'boolean',
    default: true,
    describe: 'no progress line on a terminal',
    group: output,
  },
} as const satisfies OptionTable;

/** Options of `profiles`. */
export const profilesOptions = { json: planOptions.json } as const satisfies OptionTable;

/** Options of `calibrate`. */
export const calibrateOptions = {
  profile: {
    type: 'string',
    value: 'NAME',
    describe: "also measure this profile's levels, in its units",
    complete: 'profile',
  },
  quick: { type: 'boolean', describe: 'fewer levels and repetitions' },
  json: planOptions.json,
  progress: runOptions.progress,
} as const satisfies OptionTable;

/** Options of `solve`. */
export const solveOptions = {
  keep: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'METRIC=SHARE',
    describe: "share to keep, e.g. tg=90% (default: the profile's requirements); repeatable",
    group: 'The question',
    complete: ['tg=90%', 'pp=90%'],
  },
  param: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'PARAM',
    describe: 'only this swept parameter, e.g. tier.readBandwidth; repeatable',
    group: 'The question',
    complete: 'parameter',
  },
  test: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'TEST',
    describe: 'only this test, e.g. tg128; repeatable',
    group: 'The question',
  },
  on: {
    type: 'string',
    value: 'PART',
    describe: 'carry requirements over to a reference part (modelled), e.g. hbm4-stack',
    group: 'The question',
    complete: 'part',
  },
  check: {
    type: 'boolean',
    describe: 'exit code 6 unless the nominal values meet every requirement',
    group: 'A gate for scripts',
  },
  at: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'PARAM=VALUE',
    describe:
      'with --check: a level in place of the nominal value, e.g. tier.readBandwidth=25GB/s; repeatable',
    group: 'A gate for scripts',
    complete: 'parameter',
  },
  json: planOptions.json,
} as const satisfies OptionTable;

/** Options of `compare`. */
export const compareOptions = {
  labels: {
    type: 'string',
    value: 'A,B',
    describe: 'names of A and B in the tables, e.g. warm,cold (default: A,B)',
    group: output,
  },
  markdown: {
    type: 'boolean',
    describe: "tables in GitHub's Markdown, to be pasted",
    group: output,
  },
  json: planOptions.json,
} as const satisfies OptionTable;

/** Options of `export`. */
export const exportOptions = {
  format: {
    type: 'string',
    value: 'FORMAT',
    describe: 'csv, jsonl, llama-bench-sql or parquet; required',
    complete: ['csv', 'jsonl', 'llama-bench-sql', 'parquet'],
  },
  out: {
    type: 'string',
    // Without it a lone dash is no value.
    nargs: 1,
    value: 'FILE',
    describe: 'file to write (default: -, standard output)',
    complete: 'file',
  },
} as const satisfies OptionTable;

/** Options of `model make`. */
export const modelOptions = {
  shape: {
    type: 'string',
    value: 'NAME',
    describe: 'demo, qwen2.5-0.5b, qwen2.5-3b, ...; required',
    complete: 'shape',
  },
  out: { type: 'string', value: 'FILE', describe: 'file to write; required', complete: 'file' },
  seed: {
    type: 'string',
    value: 'N',
    describe: 'the same seed gives the same bytes (default: 1)',
  },
} as const satisfies OptionTable;

/** Options of `exec`. */
export const execOptions = {
  profile: planOptions.profile,
  set: planOptions.set,
  model: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'FILE',
    describe: 'file that the tier holds or the caps act on; repeatable',
    group: measured,
    complete: 'file',
  },
  case: {
    type: 'string',
    value: 'CASE',
    describe: 'nominal, null or baseline (default: nominal)',
    group: measured,
    complete: ['nominal', 'null', 'baseline'],
  },
  seed: {
    type: 'string',
    value: 'N',
    describe: 'seed of what the tier draws (default: 1)',
    group: measured,
  },
  scope: planOptions.scope,
  'drop-global': planOptions['drop-global'],
  json: {
    type: 'string',
    value: 'FILE',
    describe: 'write the evidence to this file, as one JSON document',
    group: output,
    complete: 'file',
  },
} as const satisfies OptionTable;

/** Options of `doctor`. */
export const doctorOptions = {
  model: {
    type: 'string',
    value: 'FILE',
    describe: 'ask about this model and its disk (default: the demo model)',
    complete: 'file',
  },
  'llama-bench': planOptions['llama-bench'],
  json: planOptions.json,
} as const satisfies OptionTable;

/** Options of every command. */
export const commonOptions = {
  verbose: { alias: 'v', type: 'count', describe: 'more messages', group: 'Every command' },
  quiet: {
    alias: 'q',
    type: 'boolean',
    describe: 'warnings and results only',
    group: 'Every command',
  },
} as const satisfies OptionTable;

/** Options that are answered before any command is looked at. */
export const answeredOptions = {
  help: {
    alias: 'h',
    type: 'boolean',
    describe: 'this text; after a command, its own',
    group: 'Every command',
  },
  version: { type: 'boolean', describe: 'the version of this program', group: 'Every command' },
} as const satisfies OptionTable;
