import type { Dimension } from '../units.ts';

/** What is known of a parameter apart from its value. */
export interface Parameter {
  readonly path: string;
  readonly dimension: Dimension;
  /** Whether a larger value makes the workload faster: the direction in which "no limit" lies. */
  readonly better: 'higher' | 'lower';
}

const parameter = (path: string, dimension: Dimension, better: 'higher' | 'lower'): Parameter => ({
  path,
  dimension,
  better,
});

/** Every parameter that can be swept or set to a number, by dotted path. */
export const parameters: readonly Parameter[] = [
  parameter('tier.readBandwidth', 'bytes-per-second', 'higher'),
  parameter('tier.readLatency', 'time', 'lower'),
  parameter('tier.readLatency.p50', 'time', 'lower'),
  parameter('tier.readLatency.p90', 'time', 'lower'),
  parameter('tier.readLatency.p99', 'time', 'lower'),
  parameter('tier.readLatency.p99.9', 'time', 'lower'),
  parameter('tier.readLatency.max', 'time', 'lower'),
  parameter('tier.accessSize', 'bytes', 'higher'),
  parameter('tier.queueDepth', 'count', 'higher'),
  parameter('tier.prefetch', 'bytes', 'higher'),
  parameter('tier.buffer', 'bytes', 'higher'),
  parameter('tier.residency', 'share', 'higher'),
  parameter('tier.stall.every', 'time', 'higher'),
  parameter('tier.stall.for', 'time', 'lower'),
  parameter('tier.unitSize', 'bytes', 'higher'),
  parameter('memory.max', 'bytes', 'higher'),
  parameter('memory.swap', 'bytes', 'higher'),
  parameter('volume.readAhead', 'bytes', 'higher'),
  parameter('io.readBandwidth', 'bytes-per-second', 'higher'),
  parameter('io.readIops', 'count', 'higher'),
  parameter('pageCache.drop', 'bytes-per-second', 'lower'),
  parameter('background.blockSize', 'bytes', 'higher'),
  parameter('background.rate', 'bytes-per-second', 'lower'),
  parameter('background.queueDepth', 'count', 'lower'),
  parameter('background.jobs', 'count', 'lower'),
];

/** The parameter at a dotted path, or undefined. */
export const findParameter = (path: string): Parameter | undefined =>
  parameters.find((each) => each.path === path);
