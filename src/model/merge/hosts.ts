import type { HostFacts } from '../host-facts.ts';
import type { Manifest, ShardFacts } from '../manifest.ts';
import type { RunRecord } from '../run-record.ts';
import { findUnlikeness } from './unlike-hosts.ts';

/** A machine that made some shards of a merged sweep. */
export interface MergedHost {
  /** Its host name, with a number where another machine has the same. */
  readonly name: string;
  readonly facts: HostFacts;
  /** In the order of their numbers. */
  readonly shards: readonly ShardFacts[];
}

/** A machine started anew is the same one. */
const isSame = (one: ShardFacts, other: ShardFacts): boolean =>
  one.host.hostname === other.host.hostname && findUnlikeness(one, other).length === 0;

/** The machines of a merged sweep, in the order of their first shards; none where it is no merged one. */
export const listHosts = ({ shards = [] }: Pick<Manifest, 'shards'>): readonly MergedHost[] => {
  const groups: ShardFacts[][] = [];
  for (const shard of shards) {
    const group = groups.find(([first]) => first !== undefined && isSame(first, shard));
    if (group === undefined) groups.push([shard]);
    else group.push(shard);
  }
  const taken = new Map<string, number>();
  return groups.flatMap((group): readonly MergedHost[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { hostname } = first.host;
    const count = (taken.get(hostname) ?? 0) + 1;
    taken.set(hostname, count);
    const name = count === 1 ? hostname : `${hostname} (${count})`;
    return [{ name, facts: first.host, shards: group }];
  });
};

/** The facts of the machine that made a run. */
export const hostOfRun = (
  { host, shards }: Pick<Manifest, 'host' | 'shards'>,
  { shard }: Pick<RunRecord, 'shard'>,
): HostFacts => shards?.find(({ index }) => index === shard)?.host ?? host;

/** The runs that a machine made. */
export const runsOfHost = (
  { shards }: Pick<MergedHost, 'shards'>,
  runs: readonly RunRecord[],
): readonly RunRecord[] => {
  const own = new Set(shards.map(({ index }) => index));
  return runs.filter(({ shard }) => shard !== undefined && own.has(shard));
};
