import { runsOfShard, type RecordedRun, type SourceShard } from './source.ts';

const groupBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
};

const describeRun = ({ round, case: caseId, attempt }: RecordedRun): string =>
  `round ${round}, case ${caseId}, attempt ${attempt}`;

const repeatedRuns = (shard: SourceShard): readonly string[] =>
  groupBy(runsOfShard(shard), ({ index, attempt }) => `${index}.${attempt}`).flatMap((group) => {
    const [first] = group;
    return first === undefined || group.length === 1
      ? []
      : [
          `${shard.source.folder} holds a run ${group.length} times: ${describeRun(first)} of shard ${shard.facts.index}/${shard.facts.of}`,
        ];
  });

/** Runs that belong to no shard of their folder, or that their shard was not to make. */
const strayRuns = ({ source, facts }: SourceShard): readonly string[] => {
  const planned = new Map(
    source.manifest.plan.runs.map(({ index, round, caseId }) => [index, { round, caseId }]),
  );
  const own = new Set(facts.planned);
  const stray = runsOfShard({ source, facts }).find(({ index, round, case: caseId }) => {
    const run = planned.get(index);
    return !own.has(index) || run?.round !== round || run.caseId !== caseId;
  });
  return stray === undefined
    ? []
    : [
        `${source.folder} holds a run that is not planned for shard ${facts.index}/${facts.of}: ${describeRun(stray)}`,
      ];
};

/** What is there twice, or not to be there: shards, and runs of each. */
export const findDuplicates = (shards: readonly SourceShard[]): readonly string[] => [
  ...groupBy(shards, ({ facts }) => String(facts.index)).flatMap((group) => {
    const [first] = group;
    return first === undefined || group.length === 1
      ? []
      : [
          `shard ${first.facts.index}/${first.facts.of} is there ${group.length} times: ${group.map(({ source }) => source.folder).join(', ')}`,
        ];
  }),
  ...shards.flatMap(repeatedRuns),
  ...shards.flatMap(strayRuns),
];
