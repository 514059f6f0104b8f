import { quote } from '../../model/shell-words.ts';

/** What a cluster is asked for. */
export interface SlurmRequest {
  /** Of the jobs, in the queue. */
  readonly name: string;
  readonly shards: number;
  /** Time limit of each shard. */
  readonly minutes: number;
  /** What that rests on, in words. */
  readonly estimate: string;
  /** The words that call this program. */
  readonly program: readonly string[];
  /** What every shard is called with, apart from which shard it is. */
  readonly options: readonly string[];
  /** What llama-bench gets, after `--`. */
  readonly extra: readonly string[];
  /** Absolute, and the same on every node. */
  readonly folder: string;
  /** Features that a node must have, as Slurm writes them. */
  readonly constraint?: string;
  readonly partition?: string;
}

const words = (list: readonly string[]): string => list.map(quote).join(' ');

/** Slurm's own form, `days-hours:minutes`; see sbatch(1). */
const timeLimit = (minutes: number): string => {
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${days}-${two(hours)}:${two(minutes % 60)}`;
};

const perShard = ({ program, options, extra, folder, shards }: SlurmRequest): readonly string[] => [
  '#!/bin/bash',
  'set -u',
  `folder=${quote(folder)}`,
  'shard=$SLURM_ARRAY_TASK_ID',
  'place=$folder/shards/$shard',
  '[ ! -e "$place" ] || exit 0',
  '# A shard does not move between machines: started again on the same one, it goes on there.',
  'work=$folder/work/$shard-on-$(hostname)',
  'mkdir -p "$folder/shards" "$folder/work"',
  '',
  'code=5',
  'while [ "$code" -eq 5 ]; do',
  `  ${words(program)} run ${words(options)} \\`,
  `    --shard "$shard/${shards}" --into "$work" --no-progress${extra.length === 0 ? '' : ` -- ${words(extra)}`} &`,
  '  emulate=$!',
  '  # The host is given back before the job ends.',
  '  trap \'kill -TERM "$emulate"\' TERM INT',
  '  wait "$emulate"',
  '  code=$?',
  '  # A signal ends the wait, and not the program.',
  '  if [ "$code" -gt 128 ]; then',
  '    wait "$emulate"',
  '    code=$?',
  '  fi',
  '  # 5: another measurement runs on this node, against which no scheduler helps.',
  '  [ "$code" -ne 5 ] || sleep 10',
  'done',
  '# 3: complete, but not every point is proven; the report says which.',
  'case $code in',
  '  0 | 3) mv "$work" "$place" ;;',
  '  *) exit "$code" ;;',
  'esac',
];

const ofMerge = ({ program, folder }: SlurmRequest): readonly string[] => [
  '#!/bin/bash',
  'set -eu',
  `folder=${quote(folder)}`,
  `exec ${words(program)} merge "$folder"/shards/* --out "$folder/merged"`,
];

const place = ({ constraint, partition }: SlurmRequest): readonly string[] => [
  ...(partition === undefined ? [] : [`--partition=${quote(partition)}`]),
  ...(constraint === undefined ? [] : [`--constraint=${quote(constraint)}`]),
];

const submit = (
  variable: string,
  options: readonly string[],
  script: readonly string[],
): readonly string[] => [
  `${variable}=$(`,
  `  sbatch --parsable ${options.join(' \\\n    ')} <<'JOB'`,
  ...script,
  'JOB',
  ')',
];

/** Slurm takes per cent signs in the name of a log for placeholders. */
const logIn = (folder: string, name: string): string =>
  `--output=${quote(`${folder.replaceAll('%', '%%')}/${name}`)}`;

/** A script that submits a job array, one task a shard, and the job that merges them. */
export const renderSlurmScript = (request: SlurmRequest): string => {
  const { name, shards, minutes, estimate, folder } = request;
  return [
    '#!/bin/bash',
    `# ${shards} shards of a plan and their merge, for Slurm; submit them with 'bash THIS-FILE'.`,
    '# Each shard has a node for itself. One that is requeued goes on where it was interrupted.',
    `# Time of a shard: ${estimate}. The limit allows for more.`,
    'set -eu',
    `folder=${quote(folder)}`,
    'mkdir -p "$folder"',
    '',
    ...submit(
      'array',
      [
        `--job-name=${quote(name)}`,
        `--array=1-${shards} --nodes=1 --exclusive --requeue --open-mode=append`,
        `--time=${timeLimit(minutes)}`,
        logIn(folder, 'shard-%a.log'),
        ...place(request),
      ],
      perShard(request),
    ),
    '',
    ...submit(
      'merge',
      [
        `--job-name=${quote(`${name}-merge`)}`,
        '--dependency="afterok:${array%%;*}" --nodes=1 --time=0-01:00',
        logIn(folder, 'merge.log'),
        ...(request.partition === undefined ? [] : [`--partition=${quote(request.partition)}`]),
      ],
      ofMerge(request),
    ),
    '',
    `echo "array job $array, merge job $merge; results: $folder/merged"`,
    '',
  ].join('\n');
};
