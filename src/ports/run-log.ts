import type { Failure } from '../model/failure.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Result } from '../model/result.ts';
import type { RunRecord } from '../model/run-record.ts';

/** The record of a sweep: one manifest, and one line for each run. */
export interface RunLog {
  /** The folder of results. */
  readonly folder: string;
  /** Writes the manifest, whole or not at all. */
  writeManifest(manifest: Manifest): Promise<Result<void, Failure>>;
  /** Appends one run and returns when it is on the disk. */
  append(record: RunRecord): Promise<Result<void, Failure>>;
}
