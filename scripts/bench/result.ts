/** One line of the table: something that was asked for, and what an independent program measured. */
export interface Row {
  readonly what: string;
  readonly asked: string;
  /** Median of the repetitions. */
  readonly measured: string;
  /** Of the median, against what was asked. */
  readonly error: string;
  /** Of the repetition that was furthest off. */
  readonly worst: string;
  readonly target: string;
  /** Absent where there is no target. */
  readonly met?: boolean;
  readonly repetitions: number;
  /** Repetitions that count although other programs were busy meanwhile. */
  readonly disturbed: number;
  /** What was measured, in base units, in the order of the repetitions. */
  readonly values: readonly number[];
}

/** A part of the benchmark that has been run. */
export interface PartResult {
  readonly part: string;
  readonly title: string;
  /** How it was measured, for the reader of the table. */
  readonly method: string;
  readonly utc: string;
  readonly command: string;
  readonly host: string;
  /** Measurements that were thrown away because other programs were busy, and made again. */
  readonly repeated: number;
  readonly rows: readonly Row[];
}

/** Everything that is known, part by part; each may be from another day. */
export interface BenchResults {
  readonly schemaVersion: 1;
  readonly parts: readonly PartResult[];
}
