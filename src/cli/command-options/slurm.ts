import type { OptionTable } from '../command-spec.ts';
import { groups } from './groups.ts';
import { planOptions } from './measure.ts';

const { shard: _shard, json: _json, ...shared } = planOptions;

/** Options of `slurm`. */
export const slurmOptions = {
  ...shared,
  shards: {
    type: 'string',
    value: 'N',
    describe: 'tasks of the array, a node for each; required',
    group: groups.cluster,
  },
  into: {
    type: 'string',
    value: 'DIR',
    describe: 'folder that every node has, for shards and their merge (default: ./sweep)',
    group: groups.cluster,
    complete: 'folder',
  },
  constraint: {
    type: 'string',
    value: 'FEATURES',
    describe: 'features that a node must have: like nodes give like shards',
    group: groups.cluster,
  },
  partition: {
    type: 'string',
    value: 'NAME',
    describe: "partition (default: the cluster's)",
    group: groups.cluster,
  },
} as const satisfies OptionTable;
