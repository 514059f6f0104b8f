import type { Failure } from '../failure.ts';
import type { Manifest, RecordedOptions } from '../manifest.ts';
import type { Plan, PlannedRun } from '../plan.ts';
import { failed, success, type Result } from '../result.ts';
import { compareHostsOf, compareSources } from './compare-sources.ts';
import { findDuplicates } from './find-duplicates.ts';
import { findGaps } from './find-gaps.ts';
import { shardsIn, type MergeSource, type SourceShard } from './source.ts';

/** What is joined although it would be refused. */
export interface JoinOptions {
  /** Machines of different kinds; each curve is then also given for each machine. */
  readonly allowUnlike: boolean;
  /** Shards or runs that are missing. */
  readonly allowGaps: boolean;
}

/** One place in the record of a source. */
export interface RunPlace {
  readonly source: MergeSource;
  /** Its place among the source's runs, from 0. */
  readonly at: number;
}

/** Several shards as one sweep. */
export interface JoinedShards {
  readonly manifest: Manifest;
  /** Every recorded run in the order of the joined record: by round, then shard, then as it was made. */
  readonly order: readonly RunPlace[];
  /** What is missing, in words. */
  readonly gaps: readonly string[];
}

const refuse = (problems: readonly string[], hint: string): Result<never, Failure> =>
  failed({ reason: 'not-mergeable', problems, hint });

const inOrder = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

const byShard = (one: SourceShard, other: SourceShard): number =>
  one.facts.index - other.facts.index ||
  inOrder(one.facts.createdUtc, other.facts.createdUtc) ||
  inOrder(one.source.folder, other.source.folder);

/** The whole plan, as far as it is known: of a shard that is missing the runs are. */
const wholePlan = ({ shard: _shard, ...plan }: Plan, sources: readonly MergeSource[]): Plan => {
  const runs = new Map<number, PlannedRun>();
  for (const { manifest } of sources)
    for (const run of manifest.plan.runs) runs.set(run.index, run);
  return { ...plan, runs: [...runs.values()].sort((left, right) => left.index - right.index) };
};

const withoutShard = ({ shard: _shard, ...options }: RecordedOptions): RecordedOptions => options;

const manifestOf = (shards: readonly SourceShard[], first: MergeSource): Manifest => {
  const { estimatedSeconds: _estimate, sessions: _sessions, ...rest } = first.manifest;
  const { options, ...manifest } = rest;
  const sources = [...new Set(shards.map(({ source }) => source))];
  const created = shards.map(({ facts }) => facts.createdUtc).sort();
  return {
    ...manifest,
    ...(options === undefined ? {} : { options: withoutShard(options) }),
    createdUtc: created[0] ?? manifest.createdUtc,
    plan: wholePlan(manifest.plan, sources),
    shards: shards.map(({ facts }) => facts),
  };
};

const orderOf = (shards: readonly SourceShard[]): readonly RunPlace[] => {
  const sources = [...new Set(shards.map(({ source }) => source))];
  return sources
    .flatMap((source) => source.runs.map((run, at) => ({ source, at, run })))
    .sort(
      (left, right) =>
        left.run.round - right.run.round ||
        (left.run.shard ?? 0) - (right.run.shard ?? 0) ||
        left.at - right.at,
    );
};

/**
 * Joins shards of one plan to the record of the whole. Refuses folders that are no shards, shards of
 * different plans, models, builds of llama-bench or versions of this program, unlike machines and gaps
 * unless they are allowed, and whatever is there twice. The result does not depend on the order of the
 * sources.
 */
export const joinShards = (
  sources: readonly MergeSource[],
  { allowUnlike, allowGaps }: JoinOptions,
): Result<JoinedShards, Failure> => {
  const whole = sources.filter((source) => shardsIn(source).length === 0);
  if (whole.length > 0)
    return refuse(
      whole.map(({ folder }) => `${folder} holds a whole sweep, not a shard of one`).sort(),
      "merge joins what was made with --shard; 'emulate compare' holds two sweeps against each other",
    );
  const shards = sources.flatMap(shardsIn).sort(byShard);
  const ordered = [...new Set(shards.map(({ source }) => source))];
  const [first, ...others] = ordered;
  if (first === undefined) throw new Error('Internal error: no source');
  const different = others.flatMap((other) => compareSources(first, other));
  if (different.length > 0)
    return refuse(
      different,
      'a curve is of one plan, model and llama-bench: merge shards that were made with the same files and options',
    );
  const duplicates = findDuplicates(shards);
  if (duplicates.length > 0) return refuse(duplicates, 'give each shard once, as it was recorded');
  const unlike = allowUnlike ? [] : ordered.flatMap((other) => compareHostsOf(first, other));
  if (unlike.length > 0)
    return refuse(
      unlike,
      'with --allow-unlike each curve is also given for each machine, and how far they are apart',
    );
  const gaps = findGaps(shards);
  if (gaps.length > 0 && !allowGaps)
    return refuse(gaps, 'with --allow-gaps what is there is merged without them');
  return success({ manifest: manifestOf(shards, first), order: orderOf(shards), gaps });
};
