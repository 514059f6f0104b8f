import type { HostFacts } from '../host-facts.ts';
import type { ShardFacts } from '../manifest.ts';
import { describeQuantity } from '../units.ts';

/** Something that two shards do not have in common, in words. */
export interface Unlikeness {
  readonly what: string;
  readonly one: string;
  readonly other: string;
}

const fields = [
  ['architecture', 'architecture'],
  ['processor', 'cpuModel'],
  ['processors', 'cpus'],
  ['cores', 'physicalCores'],
  ['virtualization', 'virtualization'],
  ['distribution', 'distribution'],
  ['kernel', 'kernel'],
  ['page size', 'pageBytes'],
  ['transparent huge pages', 'transparentHugePages'],
  ['frequency governor', 'governor'],
] as const satisfies readonly (readonly [string, keyof HostFacts])[];

/** Alike machines differ by what their firmware keeps for itself. */
const sameMemory = (one: number, other: number): boolean =>
  Math.abs(one - other) <= 0.01 * Math.max(one, other);

const compareHosts = (one: HostFacts, other: HostFacts): readonly Unlikeness[] => [
  ...fields.flatMap(([what, field]) =>
    one[field] === other[field]
      ? []
      : [{ what, one: String(one[field] ?? 'unknown'), other: String(other[field] ?? 'unknown') }],
  ),
  ...(sameMemory(one.memoryBytes, other.memoryBytes)
    ? []
    : [
        {
          what: 'memory',
          one: describeQuantity('bytes', one.memoryBytes),
          other: describeQuantity('bytes', other.memoryBytes),
        },
      ]),
];

/** How llama-bench was called, but for where it and the model lay. */
const argumentsOf = ({ workload: { argv, env }, modelPath }: ShardFacts): string =>
  [
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...argv.slice(1).map((word) => (word === modelPath ? 'MODEL' : word)),
  ].join(' ');

/**
 * What makes runs of two machines not comparable one by one: other hardware, another kernel or system, or
 * another number of threads. Names, the time since the start and the version of Node are no part of it;
 * memory may differ by 1 %.
 */
export const findUnlikeness = (one: ShardFacts, other: ShardFacts): readonly Unlikeness[] => {
  const [before, after] = [argumentsOf(one), argumentsOf(other)];
  return [
    ...compareHosts(one.host, other.host),
    ...(before === after ? [] : [{ what: 'arguments of llama-bench', one: before, other: after }]),
  ];
};
