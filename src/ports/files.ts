import type { Failure } from '../model/failure.ts';
import type { FileIdentity } from '../model/file-identity.ts';
import type { Result } from '../model/result.ts';
import type { Seal } from '../model/seal.ts';

/** What is known of a path without opening it. */
export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
  readonly executable: boolean;
  /** True for a set-user-id or set-group-id file: the loader ignores LD_PRELOAD for it. */
  readonly setId: boolean;
}

/** The few things that drivers and workloads need of a file system. */
export interface Files {
  /** Undefined when nothing is there. */
  stat(path: string): Promise<FileStat | undefined>;
  /** By which a file is known again, behind links; undefined when nothing is there. */
  identity(path: string): Promise<FileIdentity | undefined>;
  /** The whole content as UTF-8 text. */
  readText(path: string): Promise<Result<string, Failure>>;
  /** At most `bytes` bytes from `offset`. */
  readBytes(path: string, offset: number, bytes: number): Promise<Result<Uint8Array, Failure>>;
  /** Names in a folder, sorted. */
  list(path: string): Promise<Result<readonly string[], Failure>>;
  /** Creates a folder and its parents; existing ones are fine. */
  makeFolder(path: string): Promise<Result<void, Failure>>;
  /** Creates a folder for this user alone (mode 0700); fails where something of this name is, be it a link. */
  makeNewFolder(path: string): Promise<Result<void, Failure>>;
  /** Writes chunks into `path` by way of a temporary file beside it, so the path is whole or absent. */
  writeStream(path: string, chunks: Iterable<Uint8Array>): Promise<Result<void, Failure>>;
  /** Moves a file or folder within one file system, replacing nothing. */
  move(from: string, to: string): Promise<Result<void, Failure>>;
  /** Copies a file, replacing an older one. */
  copy(from: string, to: string): Promise<Result<void, Failure>>;
  /** Removes a file or folder that this program made. */
  remove(path: string): Promise<Result<void, Failure>>;
  /** A new private folder (mode 0700) in the system's folder for temporary files, or below `parent`. */
  makeTemporaryFolder(prefix: string, parent?: string): Promise<Result<string, Failure>>;
  /** Records the content of a folder of the cache, files alone, to be known again by `checkSeal`. */
  seal(folder: string): Promise<Result<void, Failure>>;
  /** Whether a folder below the folder `base` is as it was sealed, and nobody else can have had a hand in it. */
  checkSeal(folder: string, base: string): Promise<Result<Seal, Failure>>;
  /** Hex digest of a file's content. */
  digest(path: string, algorithm: 'sha256' | 'sha512'): Promise<Result<string, Failure>>;
  /** Bytes free for this user on the file system that holds `path`. */
  freeBytes(path: string): Promise<Result<number, Failure>>;
}
