import type { OptionTable } from '../command-spec.ts';
import { groups } from './groups.ts';
import { planOptions } from './measure.ts';

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
    group: groups.output,
  },
  markdown: {
    type: 'boolean',
    describe: "tables in GitHub's Markdown, to be pasted",
    group: groups.output,
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

/** Options of `merge`. */
export const mergeOptions = {
  out: {
    type: 'string',
    value: 'DIR',
    describe: 'folder for the whole, empty or not there yet; required',
    complete: 'folder',
  },
  'allow-unlike': {
    type: 'boolean',
    describe: 'machines of different kinds; curves are then given for each machine too',
  },
  'allow-gaps': {
    type: 'boolean',
    describe: 'merge what is there although shards or runs are missing',
  },
} as const satisfies OptionTable;
