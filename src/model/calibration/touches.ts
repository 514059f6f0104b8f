import type { Bytes, BytesPerSecond, Nanoseconds } from '../units.ts';

/** One byte every stride, in address order, over the whole file. */
export interface SequentialTouches {
  readonly mode: 'sequential';
  readonly strideBytes: Bytes;
  /** Passes that are timed together; 1 and more. */
  readonly passes: number;
  /** Passes before the timed ones. */
  readonly warmup?: number;
}

/** One byte at multiples of the stride, in a shuffled order that begins again when all had their turn. */
export interface RandomTouches {
  readonly mode: 'random';
  readonly strideBytes: Bytes;
  /** Touches that are timed one by one; 1 and more. */
  readonly touches: number;
  /** Threads that divide the places among them; 1 when absent. */
  readonly threads?: number;
  /** Decides the order; 1 when absent. */
  readonly seed?: number;
  /** How many latencies are given in the order in which the first thread saw them. */
  readonly show?: number;
  readonly warmup?: number;
}

/** What the touch reader is asked to do with a file. */
export type Touches = SequentialTouches | RandomTouches;

/** Latencies of single touches, with the cost of reading the clock in them. */
export interface TouchLatencies {
  readonly p50Ns: Nanoseconds;
  readonly p90Ns: Nanoseconds;
  readonly p99Ns: Nanoseconds;
  readonly p999Ns: Nanoseconds;
  readonly maxNs: Nanoseconds;
  /** In the order in which the first thread saw them; as many as were asked for. */
  readonly firstNs: readonly Nanoseconds[];
}

/** What the touch reader measured. */
export interface TouchReading {
  /** Bytes that the touches stand for: a stride for each. */
  readonly bytes: Bytes;
  readonly ns: Nanoseconds;
  readonly bytesPerSecond: BytesPerSecond;
  readonly touches: number;
  /** The least time of a touch of memory that is surely present. */
  readonly timerNs: Nanoseconds;
  /** Only where single touches were timed. */
  readonly latencies?: TouchLatencies;
}
