import type { OptionTable } from '../command-spec.ts';
import { groups } from './groups.ts';

/** Options of `plan`. */
export const planOptions = {
  profile: {
    type: 'string',
    value: 'NAME',
    describe: 'a shipped profile, or a file',
    group: groups.measured,
    complete: 'profile',
  },
  quick: {
    type: 'boolean',
    describe: '3 rounds, small tests, first sweep only; indicative',
    group: groups.measured,
  },
  set: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'PARAM=VALUE',
    describe: 'override, e.g. tier.readBandwidth=25GB/s; repeatable',
    group: groups.measured,
    complete: 'parameter',
  },
  sweep: {
    type: 'string',
    array: true,
    nargs: 1,
    value: 'PARAM=V1,V2',
    describe: 'replace the sweeps, e.g. tier.readLatency=5us,20us; repeatable',
    group: groups.measured,
    complete: 'parameter',
  },
  design: {
    type: 'string',
    value: 'lhs:N',
    describe: 'N cases that change every swept parameter at once, instead of one at a time',
    group: groups.measured,
  },
  rounds: {
    type: 'string',
    value: 'N',
    describe: 'rounds that count, exactly; with --max-rounds or --half-width the fewest',
    group: groups.rounds,
  },
  'max-rounds': {
    type: 'string',
    value: 'N',
    describe:
      'add rounds up to this many, until every interval is narrow enough (default with --half-width: 20)',
    group: groups.rounds,
  },
  'half-width': {
    type: 'string',
    value: 'SHARE',
    describe: 'half the width of an interval that is narrow enough (default with --max-rounds: 2%)',
    group: groups.rounds,
  },
  gate: {
    type: 'boolean',
    default: true,
    describe: 'neither mark nor repeat disturbed runs',
    group: groups.rounds,
  },
  shard: {
    type: 'string',
    value: 'I/N',
    describe: 'only part I of N of the plan, for one of N machines; joined by emulate merge',
    group: groups.rounds,
  },
  seed: {
    type: 'string',
    value: 'N',
    describe: 'seed of the order of cases (default: 1)',
    group: groups.rounds,
  },
  model: {
    type: 'string',
    value: 'FILE',
    describe: 'GGUF file (default: a synthetic demo model)',
    group: groups.withWhat,
    complete: 'file',
  },
  'llama-bench': {
    type: 'string',
    value: 'PROGRAM',
    describe: 'llama-bench to measure with (default: found on the PATH, else built)',
    group: groups.withWhat,
    complete: 'file',
  },
  threads: {
    type: 'string',
    value: 'N',
    describe: "llama-bench's threads (default: physical cores)",
    group: groups.withWhat,
  },
  scope: {
    type: 'string',
    value: 'KIND',
    describe:
      'who keeps the limits of the kernel: systemd, systemd-user, cgroup-v2 or cgroup-v1 ' +
      '(default: the first of these that works here)',
    group: groups.withWhat,
    complete: 'scope',
  },
  'drop-global': {
    type: 'boolean',
    describe: "for pageCache.before: drop the whole machine's page cache, not only the model's",
    group: groups.withWhat,
  },
  json: { type: 'boolean', describe: 'one JSON document on standard output', group: groups.output },
} as const satisfies OptionTable;

/** Options of `run`. */
export const runOptions = {
  ...planOptions,
  out: {
    type: 'string',
    value: 'DIR',
    describe: 'folder for results (default: ./results)',
    group: groups.output,
    complete: 'folder',
  },
  into: {
    type: 'string',
    value: 'DIR',
    describe:
      'this very folder: begin there, or go on with what is there; for jobs that are requeued',
    group: groups.output,
    complete: 'folder',
  },
  resume: {
    type: 'string',
    value: 'DIR',
    describe: 'continue the interrupted sweep in this folder: the same plan, only the missing runs',
    group: groups.output,
    complete: 'results',
  },
  'dry-run': { type: 'boolean', describe: 'print the plan, change nothing', group: groups.output },
  progress: {
    type: 'boolean',
    default: true,
    describe: 'no progress line on a terminal',
    group: groups.output,
  },
} as const satisfies OptionTable;

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
