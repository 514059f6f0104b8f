import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Bytes } from '../../model/units.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import { keyedNumber, wholeNumber } from './counter-text.ts';
import type { CgroupFolders } from './folders.ts';
import { hasCode } from './kernel-code.ts';

type Files = Pick<ControlFiles, 'read' | 'write' | 'isWritable'>;

/**
 * Room that a squeezed limit leaves above what cannot be evicted. Processes go on while the limit
 * is low, and what they allocate in that moment must not bring the OOM killer.
 */
const spareBytes = 16 * 2 ** 20;

/** Limits are kept in whole pages; this is a multiple of every size of page. */
const granule = 64 * 2 ** 10;

const wholeGranules = (bytes: number): number => Math.ceil(bytes / granule) * granule;

/** Files by which page cache is squeezed out: the same thing under the names of each version. */
interface Squeeze {
  readonly limit: string;
  readonly usage: string;
  readonly cache: string;
  /** Evicted page cache that was read again, in pages. */
  readonly refaulted: string;
  readonly evictable: readonly string[];
}

const version1: Squeeze = {
  limit: 'memory.limit_in_bytes',
  usage: 'memory.usage_in_bytes',
  cache: 'total_cache',
  refaulted: 'total_workingset_refault_file',
  evictable: ['total_inactive_file', 'total_active_file'],
};

/** `memory.high` makes the kernel reclaim as `memory.max` does, but never kills. */
const version2: Squeeze = {
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

const missing = (path: string): Result<never, Failure> =>
  failed({
    reason: 'evidence-missing',
    problem: `'${path}' does not tell what is in memory; the control group may be gone`,
  });

const readStat = async (files: Files, folder: string): Promise<string | undefined> => {
  const stat = await files.read(`${folder}/memory.stat`);
  return stat.ok ? stat.value : undefined;
};

/** Page cache that is there, less what had to come back for it: it falls by what leaves, and by nothing else. */
const balanceOf = (stat: string | undefined, names: Squeeze, pageBytes: Bytes) => {
  const cached = keyedNumber(stat, names.cache);
  const refaulted = (keyedNumber(stat, names.refaulted) ?? 0) * pageBytes;
  return cached === undefined ? undefined : cached - refaulted;
};

/**
 * Evicts while `act` runs and gives how much page cache really left: what the kernel calls
 * reclaimed may have been something else, such as its own caches. Processes go on meanwhile and
 * read again what has just left, which would hide it from a look at the page cache alone.
 */
const measured = async (
  files: Files,
  folder: string,
  { names, pageBytes }: { readonly names: Squeeze; readonly pageBytes: Bytes },
  act: () => Promise<Result<void, Failure>>,
): Promise<Result<Bytes, Failure>> => {
  const before = balanceOf(await readStat(files, folder), names, pageBytes);
  if (before === undefined) return missing(`${folder}/memory.stat`);
  const acted = await act();
  const after = balanceOf(await readStat(files, folder), names, pageBytes);
  if (after === undefined) return missing(`${folder}/memory.stat`);
  return acted.ok ? success(Math.max(0, before - after)) : acted;
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
  if (former.value === undefined || usage === undefined) return missing(path);
  const { value: limit } = former;

  const stat = await readStat(files, folder);
  const evictable = names.evictable.map((key) => keyedNumber(stat, key) ?? 0);
  const pinned = usage - evictable.reduce((sum, each) => sum + each, 0);
  const lowest = Math.max(0, pinned) + spareBytes;
  const target = wholeGranules(Math.max(usage - bytes, lowest));
  if (target >= usage) return success(0);

  return measured(files, folder, { names, pageBytes }, async () => {
    let lowered: Result<void, Failure>;
    let restored: Result<void, Failure>;
    try {
      lowered = allowPartial(await files.write(path, String(target)));
    } finally {
      restored = await files.write(path, limit);
      if (!restored.ok) restored = await files.write(path, limit);
    }
    return restored.ok ? lowered : restored;
  });
};

/** `memory.reclaim`, Linux 5.19; anonymous memory is left alone where the kernel (6.9) can be told so. */
const reclaimVersion2 = (
  files: Files,
  folder: string,
  pageBytes: Bytes,
  bytes: Bytes,
): Promise<Result<Bytes, Failure>> =>
  measured(files, folder, { names: version2, pageBytes }, async () => {
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
