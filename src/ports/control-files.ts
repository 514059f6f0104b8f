import type { Failure } from '../model/failure.ts';
import type { Result } from '../model/result.ts';

/**
 * The kernel's files below `/proc` and `/sys`: small, each written with one call, made and removed
 * with their folders.
 */
export interface ControlFiles {
  /** The content without the last line feed; undefined when there is no such file. */
  read(path: string): Promise<Result<string | undefined, Failure>>;
  /** One write of the whole text into a file that is there. */
  write(path: string, text: string): Promise<Result<void, Failure>>;
  /** Whether this process may write the file or into the folder; false when it is not there. */
  isWritable(path: string): Promise<boolean>;
  /** Names in a folder, sorted; undefined when there is no such folder. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** Makes one folder, whose parent is there; one that is there already is a failure. */
  makeFolder(path: string): Promise<Result<void, Failure>>;
  /** Removes one folder of the kernel's, whose control files go with it; one that is gone is fine. */
  removeFolder(path: string): Promise<Result<void, Failure>>;
  /** Where a symbolic link leads, as an absolute path without links; undefined when there is nothing. */
  resolve(path: string): Promise<string | undefined>;
}
