import type { HostFacts } from '../model/host-facts.ts';
import { countText } from '../model/count-text.ts';
import type { Manifest } from '../model/manifest.ts';
import { listHosts, type MergedHost } from '../model/merge/hosts.ts';
import { findMissingParts, type MissingParts } from '../model/merge/missing-parts.ts';
import { findUnlikeness } from '../model/merge/unlike-hosts.ts';
import type { Findings } from './findings.ts';
import { plainLine } from './plain-text.ts';

/** In what the machines of a merged sweep are not alike, by the words for it; empty where they are. */
export const listUnlikeness = (hosts: readonly MergedHost[]): readonly string[] => {
  const first = hosts[0]?.shards[0];
  if (first === undefined) return [];
  const unlike = hosts.flatMap(({ shards }) =>
    shards.flatMap((shard) => findUnlikeness(first, shard).map(({ what }) => what)),
  );
  return [...new Set(unlike)];
};

/** As many machines as a sentence can hold. */
const mostNamed = 4;

const listSome = (items: readonly string[]): string =>
  items.length <= mostNamed
    ? items.join(', ')
    : `${items.slice(0, mostNamed - 1).join(', ')} and ${items.length - mostNamed + 1} more`;

/** The machines that were merged, each as `describe` has it; undefined unless there are several. */
export const describeSeveral = (
  manifest: Pick<Manifest, 'shards'>,
  describe: (facts: HostFacts) => string,
): string | undefined => {
  const hosts = listHosts(manifest);
  const [first, ...others] = hosts;
  if (first === undefined || others.length === 0) return undefined;
  return listUnlikeness(hosts).length === 0
    ? `${hosts.length} alike hosts ${listSome(hosts.map(({ name }) => plainLine(name)))} (each ${describe(first.facts)})`
    : `${hosts.length} unlike hosts ${listSome(hosts.map(({ name, facts }) => `${plainLine(name)} (${describe(facts)})`))}`;
};

const listMissing = ({ of, shards, incomplete }: MissingParts): string =>
  [
    ...(shards.length === 0
      ? []
      : [`shard${shards.length === 1 ? '' : 's'} ${shards.join(', ')} of ${of}`]),
    ...incomplete.map(
      ({ index, planned, missing }) =>
        `${missing} of the ${countText(planned, 'run')} of shard ${index}`,
    ),
  ].join('; ');

/** What a merged sweep lacks of its plan, in words, e.g. `shard 2 of 3; 2 of the 12 runs of shard 1`; empty where it lacks nothing. */
export const describeMissing = ({
  manifest,
  runs,
}: Pick<Findings, 'manifest' | 'runs'>): string => {
  const missing = findMissingParts(manifest, runs);
  return missing === undefined ? '' : listMissing(missing);
};
