import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the kernel's files below a root; whatever is not there or not to be read is undefined. */
export interface ProcFiles {
  read(path: string): string | undefined;
  list(path: string): readonly string[] | undefined;
}

/**
 * Synchronous on purpose: such a file takes about 15 us, a tenth of what the detour through a thread
 * of its own costs, and several of them give one moment.
 */
export const createProcFiles = (root: string): ProcFiles => {
  const attempt = <Value>(action: () => Value): Value | undefined => {
    try {
      return action();
    } catch {
      return undefined;
    }
  };
  return {
    read: (path) => attempt(() => readFileSync(join(root, path), 'utf8')),
    list: (path) => attempt(() => readdirSync(join(root, path))),
  };
};
