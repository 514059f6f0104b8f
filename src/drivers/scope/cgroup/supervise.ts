import type { Failure } from '../../../model/failure.ts';
import { success, type Result } from '../../../model/result.ts';
import type { Bytes } from '../../../model/units.ts';
import type { Scope } from '../../../ports/scope.ts';
import type { CgroupContext } from './context.ts';
import { readCounters } from './counters.ts';
import type { CgroupFolders } from './folders.ts';
import { killProcesses, processesIn } from './kill.ts';
import { liftReadCaps } from './lift-caps.ts';
import { readPageSize } from './page-size.ts';
import { reclaimPageCache } from './reclaim.ts';

/** What is known of a scope besides its folders. */
interface Supervised {
  /** The device that is limited; `MAJOR:MINOR`. */
  readonly device?: string | undefined;
  /** A process that holds the folders open, and is none of the workload. */
  readonly keeper?: number;
}

/** What can be done with a scope whose folders are there. */
export interface Supervision extends Pick<Scope, 'counters' | 'processes' | 'reclaim' | 'kill'> {
  /** Kills whatever is left, when nothing is counted any more: no cap keeps it from ending. */
  readonly end: () => Promise<Result<void, Failure>>;
}

/** What can be done with a scope that is there, whoever made its folders. */
export const supervise = (
  context: Pick<CgroupContext, 'files' | 'clock' | 'signals'>,
  folders: CgroupFolders,
  { device, keeper }: Supervised = {},
): Supervision => {
  const { files } = context;
  let pageSize: Promise<Bytes> | undefined;
  let reclaimed: Promise<Result<Bytes, Failure>> = Promise.resolve(success(0));
  const readPage = (): Promise<Bytes> => (pageSize ??= readPageSize(files));
  const processes = () => processesIn(files, folders, keeper);
  const kill = () => killProcesses(context, folders, keeper);
  return {
    counters: async () => readCounters(files, { folders, device, pageBytes: await readPage() }),
    processes,
    reclaim: (bytes) => {
      reclaimed = reclaimed.then(async () =>
        reclaimPageCache(files, folders, bytes, await readPage()),
      );
      return reclaimed;
    },
    kill,
    end: async () => {
      const isEmpty = (await processes()).length === 0;
      if (device !== undefined && !isEmpty) await liftReadCaps(files, folders, device);
      return kill();
    },
  };
};
