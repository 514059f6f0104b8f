import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { Bytes } from '../../../model/units.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import { keyedNumber, wholeNumber } from './counter-text.ts';

/** Files and keys that tell of a group's page cache: the same thing under the names of each version. */
export interface PageCacheNames {
  /** The limit of the workload's own memory. */
  readonly max: string;
  readonly usage: string;
  /** In memory.stat. */
  readonly cache: string;
  /** Evicted page cache that was read again, in pages; in memory.stat. */
  readonly refaulted: string;
}

/** How the page cache of a group is looked at. */
export interface PageCacheView {
  readonly folder: string;
  readonly names: PageCacheNames;
  readonly pageBytes: Bytes;
}

type Files = Pick<ControlFiles, 'read'>;

/** Below its limit by less than this, the kernel evicts for the workload's own sake. */
const pressedBytes = 2 ** 20;

/** A control file does not say what it should. */
export const missingMemory = (path: string): Result<never, Failure> =>
  failed({
    reason: 'evidence-missing',
    problem: `'${path}' does not tell what is in memory; the control group may be gone`,
  });

/** The statistics of a group's memory; undefined when they cannot be read. */
export const readStat = async (files: Files, folder: string): Promise<string | undefined> => {
  const stat = await files.read(`${folder}/memory.stat`);
  return stat.ok ? stat.value : undefined;
};

/** Page cache that is there, less what had to come back for it: it falls by what leaves, and by nothing else. */
const readBalance = async (
  files: Files,
  { folder, names, pageBytes }: PageCacheView,
): Promise<Bytes | undefined> => {
  const stat = await readStat(files, folder);
  const cached = keyedNumber(stat, names.cache);
  const refaulted = (keyedNumber(stat, names.refaulted) ?? 0) * pageBytes;
  return cached === undefined ? undefined : cached - refaulted;
};

const isPressed = async (files: Files, { folder, names }: PageCacheView): Promise<boolean> => {
  const [max, usage] = await Promise.all(
    [names.max, names.usage].map((name) => files.read(`${folder}/${name}`)),
  );
  const [limit, used] = [max, usage].map((read) =>
    read?.ok === true ? wholeNumber(read.value) : undefined,
  );
  return limit !== undefined && used !== undefined && limit - used < pressedBytes;
};

/**
 * Evicts `bytes` by `act` and gives how much page cache really left: what the kernel calls reclaimed may
 * have been something else, such as its own caches. Processes go on meanwhile and read again what has
 * just left, which would hide it from a look at the page cache alone. At the limit of their own memory
 * they evict as well, several times as much as is asked for here, so that no more than this counts.
 */
export const measureEvicted = async (
  files: Files,
  view: PageCacheView,
  bytes: Bytes,
  act: () => Promise<Result<void, Failure>>,
): Promise<Result<Bytes, Failure>> => {
  const atLimit = await isPressed(files, view);
  const before = await readBalance(files, view);
  if (before === undefined) return missingMemory(`${view.folder}/memory.stat`);
  const acted = await act();
  const after = await readBalance(files, view);
  if (after === undefined) return missingMemory(`${view.folder}/memory.stat`);
  const left = Math.max(0, before - after);
  return acted.ok ? success(atLimit ? Math.min(left, bytes) : left) : acted;
};
