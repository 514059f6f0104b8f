import type { Manifest, ShardFacts } from '../manifest.ts';
import type { Plan } from '../plan.ts';
import type { RunRecord } from '../run-record.ts';

/** Of a recorded run what tells which one it is. */
export type RecordedRun = Pick<RunRecord, 'index' | 'round' | 'attempt' | 'case' | 'shard'>;

/** A folder of results that is to be merged. */
export interface MergeSource {
  /** As messages name it. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** In the order in which they are recorded. */
  readonly runs: readonly RecordedRun[];
}

/** One shard, and the folder that holds its runs. */
export interface SourceShard {
  readonly source: MergeSource;
  readonly facts: ShardFacts;
}

const lastOf = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? path;

const factsOf = (
  { folder, manifest }: MergeSource,
  shard: NonNullable<Plan['shard']>,
): ShardFacts => ({
  ...shard,
  folder: lastOf(folder),
  createdUtc: manifest.createdUtc,
  command: manifest.command,
  host: manifest.host,
  modelPath: manifest.model.path,
  workload: manifest.workload,
  planned: manifest.plan.runs.map(({ index }) => index),
});

/** The shards that a folder holds: itself, or those that were merged into it; none for a whole sweep. */
export const shardsIn = (source: MergeSource): readonly SourceShard[] => {
  const { plan, shards } = source.manifest;
  const own = plan.shard === undefined ? [] : [factsOf(source, plan.shard)];
  return (shards ?? own).map((facts) => ({ source, facts }));
};

/** The runs of a shard in its folder. */
export const runsOfShard = ({ source, facts }: SourceShard): readonly RecordedRun[] =>
  source.runs.filter(({ shard }) => shard === facts.index);
