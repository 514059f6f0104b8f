import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own; leaving the block removes it. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

export const makeTemporaryFolder = async (parent = tmpdir()): Promise<TemporaryFolder> => {
  const path = await mkdtemp(join(parent, 'emulate-test-'));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
};
