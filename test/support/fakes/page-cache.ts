import type { Failure } from '../../../src/model/failure.ts';
import { failed, success, type Result } from '../../../src/model/result.ts';
import type { PageCache } from '../../../src/ports/page-cache.ts';

/** A page cache in memory. */
export interface FakePageCache extends PageCache {
  /** A file that is in memory as a whole; `pinned` bytes of it stay, as if they were mapped. */
  put(path: string, bytes: number, pinned?: number): void;
  /** From now on at most so many bytes of a file are in memory after it was read. */
  keepAtMost(bytes: number): void;
  /** From now on this host cannot tell what is resident. */
  goBlind(): void;
  /** Makes an operation fail. */
  breakDown(operation: 'evict' | 'evictAll' | 'fill', problem: string): void;
  /** What was evicted, in order; `*` stands for everything. */
  readonly evicted: readonly string[];
  /** What was read into memory, in order. */
  readonly filled: readonly string[];
}

/** A page cache that holds nothing; a file that was not put there has 0 resident bytes. */
export const createFakePageCache = (): FakePageCache => {
  const files = new Map<string, { bytes: number; resident: number; pinned: number }>();
  const evicted: string[] = [];
  const filled: string[] = [];
  const broken = new Map<string, Failure>();
  let blind = false;
  let most = Infinity;

  const drop = (
    operation: string,
    name: string,
    paths: Iterable<string>,
  ): Result<void, Failure> => {
    const failure = broken.get(operation);
    if (failure !== undefined) return failed(failure);
    evicted.push(name);
    for (const path of paths) {
      const file = files.get(path);
      if (file !== undefined) file.resident = Math.min(file.resident, file.pinned);
    }
    return success(undefined);
  };
  return {
    put: (path, bytes, pinned = 0) => {
      files.set(path, { bytes, resident: bytes, pinned });
    },
    keepAtMost: (bytes) => {
      most = bytes;
    },
    goBlind: () => {
      blind = true;
    },
    breakDown: (operation, problem) => {
      broken.set(operation, { reason: 'process-failed', command: 'dd', problem, stderr: '' });
    },
    evicted,
    filled,
    resident: (path) => Promise.resolve(blind ? undefined : (files.get(path)?.resident ?? 0)),
    fill: (path) => {
      const failure = broken.get('fill');
      if (failure !== undefined) return Promise.resolve(failed(failure));
      filled.push(path);
      const file = files.get(path);
      if (file !== undefined) file.resident = Math.min(file.bytes, most);
      return Promise.resolve(success(undefined));
    },
    evict: (path) => Promise.resolve(drop('evict', path, [path])),
    evictAll: () => Promise.resolve(drop('evictAll', '*', files.keys())),
  };
};
