import type { Manifest } from './manifest.ts';
import type { RunRecord } from './run-record.ts';

/** A recorded sweep: all that is needed to derive its curves, files and figures, on any machine. */
export interface Dataset {
  readonly manifest: Manifest;
  /** Every attempt, in the order in which it was made. */
  readonly runs: readonly RunRecord[];
}
