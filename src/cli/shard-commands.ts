import { mergeOptions } from './command-options/read-results.ts';
import { slurmOptions } from './command-options/slurm.ts';
import type { CommandSpec } from './command-spec.ts';
import { codes, mergeExitCodes } from './exit-code-text.ts';

/** `merge`: what joins shards. */
export const mergeCommand: CommandSpec = {
  name: 'merge',
  command: 'merge <folders..>',
  usage: 'DIR... --out DIR',
  describe: 'join the shards of one sweep, made with --shard; runs nothing',
  positionals: {
    folders: { array: true, describe: 'folders of shards', complete: 'results' },
  },
  options: mergeOptions,
  examples: [
    {
      line: 'emulate merge shards/* --out results/whole',
      says: 'one sweep with its report; refused where a shard is missing or another one',
    },
    {
      line: 'emulate merge shards/* --out results/whole --allow-unlike',
      says: 'machines of different kinds, each with its own curves',
    },
  ],
  exitCodes: mergeExitCodes,
};

/** `slurm`: what has them made. */
export const slurmCommand: CommandSpec = {
  name: 'slurm',
  command: 'slurm',
  usage: '--profile NAME --shards N [options] [-- ARGS-OF-LLAMA-BENCH...]',
  describe: 'print a script that has a cluster measure a plan in shards',
  options: slurmOptions,
  examples: [
    {
      line: 'emulate slurm --profile hbf-50gbps --shards 6 --into /shared/hbf > submit.sh',
      says: "a job array and its merge; 'bash submit.sh' submits them",
    },
    {
      line: "emulate slurm --profile hbf-50gbps --shards 6 --constraint 'epyc&nvme'",
      says: 'on nodes of one kind',
    },
  ],
  exitCodes: codes('0', '2', '4'),
};
