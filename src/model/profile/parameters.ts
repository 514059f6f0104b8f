import type { Dimension } from '../dimension.ts';
import { describeQuantity, parseQuantity } from '../units.ts';

/** Values that a parameter may have, in its counting unit; both ends belong to it. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** The lower end itself is excluded: a bandwidth of 0 would stop everything. */
  readonly aboveMin?: true;
  /** Only powers of two. */
  readonly powerOfTwo?: true;
}

/** What is known of a parameter apart from its value. */
export interface Parameter {
  readonly path: string;
  readonly dimension: Dimension;
  /** Whether a larger value makes the workload faster: the direction in which "no limit" lies. */
  readonly better: 'higher' | 'lower';
  readonly range: Range;
  /** A size that may also be given as a share of the model file: `60 % of model`. */
  readonly ofModel?: true;
}

/** The ends of a range in the words of a profile. */
const range = (dimension: Dimension, min: string, max: string): Range => {
  const [low, high] = [min, max].map((text) => parseQuantity(dimension, text));
  if (low?.ok !== true || high?.ok !== true)
    throw new Error(`Internal error: not a range: ${min} to ${max}`);
  return { min: low.value, max: high.value };
};

type Better = Parameter['better'];

const size = (path: string, better: Better, min: string, max: string): Parameter => ({
  path,
  dimension: 'bytes',
  better,
  range: range('bytes', min, max),
});
const rate = (path: string, better: Better): Parameter => ({
  path,
  dimension: 'bytes-per-second',
  better,
  range: { ...range('bytes-per-second', '0 B/s', '100 TB/s'), aboveMin: true },
});
const latency = (path: string): Parameter => ({
  path,
  dimension: 'time',
  better: 'lower',
  range: range('time', '0 ns', '10 s'),
});
const span = (path: string, better: Better): Parameter => ({
  path,
  dimension: 'time',
  better,
  range: { ...range('time', '0 ns', '1 h'), aboveMin: true },
});
const share = (path: string, better: Better): Parameter => ({
  path,
  dimension: 'share',
  better,
  range: range('share', '0 %', '100 %'),
});
const count = (path: string, better: Better, max: number): Parameter => ({
  path,
  dimension: 'count',
  better,
  range: { min: 1, max },
});
const powerOfTwo = (parameter: Parameter): Parameter => ({
  ...parameter,
  range: { ...parameter.range, powerOfTwo: true },
});

/** Every parameter that can be swept or set to a number, by dotted path. */
export const parameters: readonly Parameter[] = [
  rate('tier.readBandwidth', 'higher'),
  latency('tier.readLatency'),
  latency('tier.readLatency.p50'),
  latency('tier.readLatency.p90'),
  latency('tier.readLatency.p99'),
  latency('tier.readLatency.p99.9'),
  latency('tier.readLatency.max'),
  size('tier.accessSize', 'higher', '64 B', '64 MiB'),
  count('tier.queueDepth', 'higher', 1_000_000),
  size('tier.prefetch', 'higher', '0 B', '1 TiB'),
  size('tier.buffer', 'higher', '64 KiB', '16 TiB'),
  share('tier.residency', 'higher'),
  span('tier.stall.every', 'higher'),
  span('tier.stall.for', 'lower'),
  powerOfTwo(size('tier.unitSize', 'higher', '4 KiB', '64 MiB')),
  { ...size('memory.max', 'higher', '16 MiB', '16 TiB'), ofModel: true },
  size('memory.swap', 'higher', '0 B', '16 TiB'),
  size('volume.readAhead', 'higher', '0 B', '1 GiB'),
  rate('io.readBandwidth', 'higher'),
  count('io.readIops', 'higher', 1_000_000_000),
  rate('pageCache.drop', 'lower'),
  size('background.blockSize', 'higher', '512 B', '64 MiB'),
  rate('background.rate', 'lower'),
  count('background.queueDepth', 'lower', 65_536),
  count('background.jobs', 'lower', 1_024),
];

/** The parameter at a dotted path, or undefined. */
export const findParameter = (path: string): Parameter | undefined =>
  parameters.find((each) => each.path === path);

const nouns: Readonly<Record<Dimension, string>> = {
  bytes: 'a size',
  'bytes-per-second': 'a bandwidth',
  time: 'a time',
  share: 'a share',
  count: 'a whole number',
};

/** A range in words, e.g. `a bandwidth above 0 B/s and at most 100 TB/s`. */
export const describeRange = (dimension: Dimension, range: Range): string => {
  const noun = range.powerOfTwo === true ? 'a power of two' : nouns[dimension];
  const [min, max] = [range.min, range.max].map((end) => describeQuantity(dimension, end));
  return range.aboveMin === true
    ? `${noun} above ${min ?? ''} and at most ${max ?? ''}`
    : `${noun} from ${min ?? ''} to ${max ?? ''}`;
};

/** Whether a value lies in a range. */
export const isInRange = (range: Range, value: number): boolean =>
  value <= range.max &&
  (range.aboveMin === true ? value > range.min : value >= range.min) &&
  (range.powerOfTwo !== true || Number.isInteger(Math.log2(value)));
