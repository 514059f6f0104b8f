import type { Failure } from '../model/failure.ts';
import type { Result } from '../model/result.ts';
import type { Bytes } from '../model/units.ts';

/** The kernel's page cache, file by file. */
export interface PageCache {
  /** Bytes of a file that are in memory; undefined where this host cannot tell. */
  resident(path: string): Promise<Bytes | undefined>;
  /**
   * Reads a file from end to end, so that its pages are in memory where there is room for them, and
   * keeps nothing of it; ends early when it is aborted.
   */
  fill(path: string, signal?: AbortSignal): Promise<Result<void, Failure>>;
  /** Evicts a file's pages; those that a running process has mapped stay. */
  evict(path: string): Promise<Result<void, Failure>>;
  /** Evicts everything of the whole machine. */
  evictAll(): Promise<Result<void, Failure>>;
}
