import { listHosts } from '../model/merge/hosts.ts';
import { quoteCommand } from '../model/shell-words.ts';
import type { Findings } from './findings.ts';
import { describeMissing, listUnlikeness } from './merged-text.ts';
import { plainLine } from './plain-text.ts';

/** What makes a merged sweep again: the command of each shard with its machine, and that of the merge. */
export const renderShardCommands = ({ manifest, runs }: Findings): string => {
  const { shards = [] } = manifest;
  const hosts = listHosts(manifest);
  const merge = [
    ...['emulate', 'merge', ...shards.map(({ folder }) => folder), '--out', 'merged'],
    ...(listUnlikeness(hosts).length === 0 ? [] : ['--allow-unlike']),
    ...(describeMissing({ manifest, runs }) === '' ? [] : ['--allow-gaps']),
  ];
  return [
    ...shards.flatMap((shard) => [
      plainLine(
        `# shard ${shard.index} of ${shard.of}, made on ${hosts.find((host) => host.shards.includes(shard))?.name ?? ''} in ${shard.folder}`,
      ),
      quoteCommand(shard.command),
    ]),
    quoteCommand(merge),
  ].join('\n');
};
