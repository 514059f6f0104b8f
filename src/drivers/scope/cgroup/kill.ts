import type { ControlFiles } from '../../../ports/control-files.ts';
import type { CgroupContext } from './context.ts';
import { allFolders, type CgroupFolders } from './folders.ts';
import { waitFor } from './wait.ts';

/** A killed process that waits for a slow or capped device is gone only when its reads have ended. */
const limitMs = 60_000;

/** Processes in any of the folders, each once, in rising order. */
export const processesIn = async (
  files: Pick<ControlFiles, 'read'>,
  folders: CgroupFolders,
): Promise<readonly number[]> => {
  const lists = await Promise.all(
    allFolders(folders).map(async (folder) => {
      const read = await files.read(`${folder}/cgroup.procs`);
      return read.ok ? (read.value ?? '').split('\n').map(Number) : [];
    }),
  );
  // 0 stands for a process that this process namespace does not see, and for an empty line.
  return [...new Set(lists.flat())].filter((pid) => pid > 0).sort((a, b) => a - b);
};

/**
 * Kills every process in the folders and returns when they are gone. The kernel's own `cgroup.kill`
 * (Linux 5.14, version 2) misses none that is being forked; the lists are read again until they are
 * empty in any case.
 */
export const killProcesses = async (
  { files, clock, signals }: Pick<CgroupContext, 'files' | 'clock' | 'signals'>,
  folders: CgroupFolders,
): Promise<void> => {
  let left: readonly number[] = [];
  const gone = await waitFor(clock, limitMs, async () => {
    left = await processesIn(files, folders);
    if (left.length === 0) return true;
    for (const folder of allFolders(folders)) {
      const path = `${folder}/cgroup.kill`;
      if (await files.isWritable(path)) await files.write(path, '1');
    }
    for (const pid of await processesIn(files, folders)) signals.kill(pid);
    return undefined;
  });
  if (gone === undefined)
    throw new Error(
      `processes ${left.join(', ')} in '${allFolders(folders)[0] ?? ''}' are still there ${limitMs / 1000} s after they were killed`,
    );
};
