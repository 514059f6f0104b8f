import type { Failure } from '../../../src/model/failure.ts';
import { failed, success, type Result } from '../../../src/model/result.ts';
import type { PageCache } from '../../../src/ports/page-cache.ts';

/** A page cache in memory. */
export interface FakePageCache extends PageCache {
  /** A file of which so many bytes are in memory; `pinned` of these stay, as if they were mapped. */
  put(path: string, resident: number, pinned?: number): void;
  /** From now on this host cannot tell what is resident. */
  goBlind(): void;
  /** Makes an operation fail. */
  breakDown(operation: 'evict' | 'evictAll', problem: string): void;
  /** What was evicted, in order; `*` stands for everything. */
  readonly evicted: readonly string[];
}

/** A page cache that holds nothing; a file that was not put there has 0 resident bytes. */
export const createFakePageCache = (): FakePageCache => {
  const files = new Map<string, { resident: number; pinned: number }>();
  const evicted: string[] = [];
  const broken = new Map<string, Failure>();
  let blind = false;

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
    put: (path, resident, pinned = 0) => {
      files.set(path, { resident, pinned });
    },
    goBlind: () => {
      blind = true;
    },
    breakDown: (operation, problem) => {
      broken.set(operation, { reason: 'process-failed', command: 'dd', problem, stderr: '' });
    },
    evicted,
    resident: (path) => Promise.resolve(blind ? undefined : (files.get(path)?.resident ?? 0)),
    evict: (path) => Promise.resolve(drop('evict', path, [path])),
    evictAll: () => Promise.resolve(drop('evictAll', '*', files.keys())),
  };
};
