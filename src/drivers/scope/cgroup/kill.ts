import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import type { CgroupContext } from './context.ts';
import { allFolders, type CgroupFolders } from './folders.ts';
import { waitFor } from './wait.ts';

/** A killed process that waits for a slow or capped device is gone only when its reads have ended. */
const longestMs = 60_000;

/** Processes in any of the folders but one, each once, in rising order. */
export const processesIn = async (
  files: Pick<ControlFiles, 'read'>,
  folders: CgroupFolders,
  except?: number,
): Promise<readonly number[]> => {
  const lists = await Promise.all(
    allFolders(folders).map(async (folder) => {
      const read = await files.read(`${folder}/cgroup.procs`);
      return read.ok ? (read.value ?? '').split('\n').map(Number) : [];
    }),
  );
  // 0 stands for a process that this process namespace does not see, and for an empty line.
  return [...new Set(lists.flat())]
    .filter((pid) => pid > 0 && pid !== except)
    .sort((a, b) => a - b);
};

/**
 * Kills every process in the folders, save one that holds them open, and returns when they are gone.
 * The kernel's own `cgroup.kill` (Linux 5.14, version 2) misses none that is being forked, and spares
 * none; the lists are read again until they are empty in any case.
 */
export const killProcesses = async (
  { files, clock, signals }: Pick<CgroupContext, 'files' | 'clock' | 'signals'>,
  folders: CgroupFolders,
  except?: number,
  limitMs = longestMs,
): Promise<Result<void, Failure>> => {
  const all = allFolders(folders);
  let left: readonly number[] = [];
  const gone = await waitFor(clock, limitMs, async () => {
    left = await processesIn(files, folders, except);
    if (left.length === 0) return true;
    for (const path of except === undefined ? all.map((folder) => `${folder}/cgroup.kill`) : [])
      if (await files.isWritable(path)) await files.write(path, '1');
    for (const pid of await processesIn(files, folders, except)) signals.kill(pid);
    return undefined;
  });
  return gone === undefined
    ? failed({
        reason: 'processes-left',
        place: all[0] ?? '',
        pids: left,
        waitedMs: limitMs,
      })
    : success(undefined);
};
