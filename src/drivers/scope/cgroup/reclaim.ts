import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { Bytes } from '../../../model/units.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import { keyedNumber, wholeNumber } from './counter-text.ts';
import { measureEvicted, missingMemory, readStat, type PageCacheNames } from './evicted.ts';
import type { CgroupFolders } from './folders.ts';
import { hasCode } from './kernel-code.ts';

type Files = Pick<ControlFiles, 'read' | 'write' | 'isWritable'>;

/**
 * Room that a squeezed limit leaves above what cannot be evicted. Processes go on while the limit is
 * low, and so does reading ahead, whose pages stay until they have been read. Without room, what a page
 * fault needs waits until the limit is raised, but a system call that needs memory fails: `read` with
 * ENOMEM.
 */
const spareBytes = 16 * 2 ** 20;

/** Limits are kept in whole pages; this is a multiple of every size of page. */
const granule = 64 * 2 ** 10;

const wholeGranules = (bytes: number): number => Math.ceil(bytes / granule) * granule;

/** Files by which page cache is squeezed out: the same thing under the names of each version. */
interface Squeeze extends PageCacheNames {
  /** What is lowered for a moment. */
  readonly limit: string;
  readonly evictable: readonly string[];
  /** Where the OOM killer can be told to leave a group alone. */
  readonly killer?: string;
}

const version1: Squeeze = {
  max: 'memory.limit_in_bytes',
  limit: 'memory.limit_in_bytes',
  usage: 'memory.usage_in_bytes',
  cache: 'total_cache',
  refaulted: 'total_workingset_refault_file',
  evictable: ['total_inactive_file', 'total_active_file'],
  killer: 'memory.oom_control',
};

/** `memory.high` makes the kernel reclaim as `memory.max` does, but never kills. */
const version2: Squeeze = {
  max: 'memory.max',
  limit: 'memory.high',
  usage: 'memory.current',
  cache: 'file',
  refaulted: 'workingset_refault_file',
  evictable: ['inactive_file', 'active_file'],
};

/** To have evicted less than asked, down to nothing, is no failure: these codes say no more than that. */
const allowPartial = (written: Result<void, Failure>): Result<void, Failure> =>
  !written.ok && ['EAGAIN', 'EBUSY', 'EINTR'].some((code) => hasCode(written.failure, code))
    ? success(undefined)
    : written;

/** What must not stay as it is gets a second try. */
const writeTwice = async (
  files: Files,
  path: string,
  text: string,
): Promise<Result<void, Failure>> => {
  const written = await files.write(path, text);
  return written.ok ? written : files.write(path, text);
};

type Act = () => Promise<Result<void, Failure>>;

/** The failure to restore counts more than what `act` did. */
const actAndRestore = async (act: Act, restore: Act): Promise<Result<void, Failure>> => {
  let acted: Result<void, Failure>;
  let restored: Result<void, Failure>;
  try {
    acted = await act();
  } finally {
    restored = await restore();
  }
  return restored.ok ? acted : restored;
};

/**
 * Keeps the OOM killer away while `act` runs: whoever it would have killed waits, and goes on when the
 * limit is raised (Documentation/admin-guide/cgroup-v1/memory.rst, "OOM Control"). A kernel that does
 * not take this has only the spare room.
 */
const withoutKiller = async (
  files: Files,
  folder: string,
  { killer }: Squeeze,
  act: Act,
): Promise<Result<void, Failure>> => {
  if (killer === undefined) return act();
  const path = `${folder}/${killer}`;
  const former = await files.read(path);
  const isOn = former.ok && keyedNumber(former.value, 'oom_kill_disable') === 0;
  if (!isOn || !(await files.write(path, '1')).ok) return act();
  return actAndRestore(act, () => writeTwice(files, path, '0'));
};

/**
 * Lowers a limit below what is in use, which makes the kernel evict, and puts it back. The limit is
 * kept as text: "no limit" is larger than what a number holds exactly.
 */
const squeeze = async (
  files: Files,
  folder: string,
  { names, pageBytes }: { readonly names: Squeeze; readonly pageBytes: Bytes },
  bytes: Bytes,
): Promise<Result<Bytes, Failure>> => {
  const path = `${folder}/${names.limit}`;
  const former = await files.read(path);
  if (!former.ok) return former;
  const usageRead = await files.read(`${folder}/${names.usage}`);
  if (!usageRead.ok) return usageRead;
  const usage = wholeNumber(usageRead.value);
  if (former.value === undefined || usage === undefined) return missingMemory(path);
  const { value: limit } = former;

  const stat = await readStat(files, folder);
  const evictable = names.evictable.map((key) => keyedNumber(stat, key) ?? 0);
  const pinned = usage - evictable.reduce((sum, each) => sum + each, 0);
  const lowest = Math.max(0, pinned) + spareBytes;
  const target = wholeGranules(Math.max(usage - bytes, lowest));
  if (target >= usage) return success(0);

  const lowerAndRaise = (): Promise<Result<void, Failure>> =>
    actAndRestore(
      async () => allowPartial(await files.write(path, String(target))),
      () => writeTwice(files, path, limit),
    );
  return measureEvicted(files, { folder, names, pageBytes }, bytes, () =>
    withoutKiller(files, folder, names, lowerAndRaise),
  );
};

/** `memory.reclaim`, Linux 5.19; anonymous memory is left alone where the kernel (6.9) can be told so. */
const reclaimVersion2 = (
  files: Files,
  folder: string,
  pageBytes: Bytes,
  bytes: Bytes,
): Promise<Result<Bytes, Failure>> =>
  measureEvicted(files, { folder, names: version2, pageBytes }, bytes, async () => {
    const path = `${folder}/memory.reclaim`;
    const written = await files.write(path, `${bytes} swappiness=0`);
    return allowPartial(
      written.ok || !hasCode(written.failure, 'EINVAL')
        ? written
        : await files.write(path, String(bytes)),
    );
  });

/**
 * Takes about so many bytes of page cache away from the processes in a scope, mapped or not. Gives
 * how many left. Not to be called again before it has returned: a second squeeze would take the
 * first one's limit for the true one.
 */
export const reclaimPageCache = async (
  files: Files,
  { version, memory }: CgroupFolders,
  bytes: Bytes,
  pageBytes: Bytes,
): Promise<Result<Bytes, Failure>> => {
  if (memory === undefined)
    return failed({
      reason: 'missing-requirements',
      misses: [
        {
          what: "page cache can be taken away only from a scope with the controller 'memory'",
          remedy: "ask for the controller 'memory'",
        },
      ],
    });
  const whole = Math.floor(bytes);
  if (whole <= 0) return success(0);
  if (version === 1) return squeeze(files, memory, { names: version1, pageBytes }, whole);
  return (await files.isWritable(`${memory}/memory.reclaim`))
    ? reclaimVersion2(files, memory, pageBytes, whole)
    : squeeze(files, memory, { names: version2, pageBytes }, whole);
};
