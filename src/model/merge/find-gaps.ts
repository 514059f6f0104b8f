import { countText } from '../count-text.ts';
import { absentShards } from './missing-parts.ts';
import { runsOfShard, type SourceShard } from './source.ts';

const missingShards = (shards: readonly SourceShard[]): readonly string[] => {
  const [first] = shards;
  if (first === undefined) return [];
  const { of } = first.facts;
  return absentShards(shards.map(({ facts }) => facts)).map(
    (index) =>
      `shard ${index}/${of} is missing: make it with --shard ${index}/${of} and the other options of ${first.source.folder}`,
  );
};

const missingRuns = (shard: SourceShard): readonly string[] => {
  const { source, facts } = shard;
  const made = new Set(runsOfShard(shard).map(({ index }) => index));
  const missing = facts.planned.filter((index) => !made.has(index));
  const isWhole = source.manifest.plan.shard !== undefined;
  return missing.length === 0
    ? []
    : [
        `${source.folder} lacks ${missing.length} of the ${countText(facts.planned.length, 'run')} of shard ${facts.index}/${facts.of}: ` +
          (isWhole
            ? `make them with 'emulate run --resume ${source.folder}'`
            : `complete '${facts.folder}', which it was merged from, and merge that`),
      ];
};

/** Shards that are not there, and planned runs that are not recorded, each with how to make it. */
export const findGaps = (shards: readonly SourceShard[]): readonly string[] => [
  ...missingShards(shards),
  ...shards.flatMap(missingRuns),
];
