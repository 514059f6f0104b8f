import type { SolvedRequirement } from '../model/requirement/solve.ts';
import type { Metric } from '../model/test-name.ts';

/** What must be so of a parameter, with the level in its place. */
interface Subject {
  readonly before: string;
  readonly after?: string;
}

const ofLatency = (which: string): Subject => ({
  before: `the ${which} of an access to the tier may be`,
});

const subjects: Readonly<Record<string, Subject>> = {
  'tier.readBandwidth': { before: 'the tier must sustain' },
  'tier.readLatency': ofLatency('latency'),
  'tier.readLatency.p50': ofLatency('p50 latency'),
  'tier.readLatency.p90': ofLatency('p90 latency'),
  'tier.readLatency.p99': ofLatency('p99 latency'),
  'tier.readLatency.p99.9': ofLatency('p99.9 latency'),
  'tier.readLatency.max': ofLatency('largest latency'),
  'tier.queueDepth': { before: 'the tier must take', after: 'accesses in flight' },
  'tier.residency': { before: 'fast memory must hold', after: 'of the weights' },
  'tier.stall.every': { before: 'the periods of stalls must last' },
  'tier.stall.for': { before: 'a stall may last' },
  'memory.max': { before: 'the workload must have' },
  'io.readBandwidth': { before: 'the device must read' },
  'io.readIops': { before: 'the device must do', after: 'reads per second' },
  'pageCache.drop': { before: 'the page cache may lose' },
  'background.rate': { before: 'the load beside it may move' },
};

/** `decode (tg128)`: what is to be kept, as people name it. */
export const describeTest = ({ test, metric }: { test: string; metric: Metric }): string =>
  metric === 'tg' ? `decode (${test})` : metric === 'pp' ? `prompt processing (${test})` : test;

/** A level must be at least, or at most, what is required. */
export const boundOf = ({ unit }: Pick<SolvedRequirement, 'unit'>): 'at least' | 'at most' =>
  unit.better === 'higher' ? 'at least' : 'at most';

/** A requirement as a clause, e.g. `the tier must sustain at least 21.4 GB/s`. */
export const describeBound = (
  solved: Pick<SolvedRequirement, 'parameter' | 'unit'>,
  level: string,
): string => {
  const { before, after } = subjects[solved.parameter] ?? { before: `${solved.parameter} must be` };
  return `${before} ${boundOf(solved)} ${level}${after === undefined ? '' : ` ${after}`}`;
};
