import type { Failure } from '../../../model/failure.ts';
import type { Result } from '../../../model/result.ts';
import type { CgroupContext } from './context.ts';
import { hasCode } from './kernel-code.ts';
import { waitFor } from './wait.ts';

/** A killed process leaves its group only when it has been torn down, which may take its reads to end. */
const limitMs = 10_000;

/** Removes the folder of a group, again and again while it is still busy. */
export const removeFolder = async (
  { files, clock }: Pick<CgroupContext, 'files' | 'clock'>,
  path: string,
): Promise<Result<void, Failure>> => {
  const settled = await waitFor(clock, limitMs, async () => {
    const result = await files.removeFolder(path);
    return result.ok || !hasCode(result.failure, 'EBUSY') ? result : undefined;
  });
  return settled ?? files.removeFolder(path);
};
