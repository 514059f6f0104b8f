import type { Failure } from '../../../model/failure.ts';
import { success, type Result } from '../../../model/result.ts';
import type { Bytes } from '../../../model/units.ts';
import type { Scope } from '../../../ports/scope.ts';
import type { CgroupContext } from './context.ts';
import { readCounters } from './counters.ts';
import type { CgroupFolders } from './folders.ts';
import { killProcesses, processesIn } from './kill.ts';
import { readPageSize } from './page-size.ts';
import { reclaimPageCache } from './reclaim.ts';

/** What can be done with a scope that is there, whoever made its folders. */
export const supervise = (
  context: Pick<CgroupContext, 'files' | 'clock' | 'signals'>,
  folders: CgroupFolders,
  device?: string,
): Pick<Scope, 'counters' | 'processes' | 'reclaim' | 'kill'> => {
  const { files } = context;
  let pageSize: Promise<Bytes> | undefined;
  let reclaimed: Promise<Result<Bytes, Failure>> = Promise.resolve(success(0));
  const readPage = (): Promise<Bytes> => (pageSize ??= readPageSize(files));
  return {
    counters: async () => readCounters(files, { folders, device, pageBytes: await readPage() }),
    processes: () => processesIn(files, folders),
    reclaim: (bytes) => {
      reclaimed = reclaimed.then(async () =>
        reclaimPageCache(files, folders, bytes, await readPage()),
      );
      return reclaimed;
    },
    kill: () => killProcesses(context, folders),
  };
};
