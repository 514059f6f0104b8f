import type { Failure } from '../../model/failure.ts';
import { isCold, isWhole } from '../../model/page-cache/warmth.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { describeQuantity, type Bytes } from '../../model/units.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import type { StartContext } from './context.ts';
import { lookAt, sizeOf, type Residency } from './residency.ts';

/** What a run starts from. */
export interface Prepared {
  readonly residency: Residency;
  /** Looked at where something was to be read; undefined where the host does not tell. */
  readonly availableBytes?: Bytes;
}

/** Evicts files from the page cache, and with them everything of the machine where that is asked, and looks what stayed. */
export const evictFiles = async (
  { pageCache }: StartContext,
  files: readonly HeldFile[],
  everything: boolean,
): Promise<Result<Prepared, Failure>> => {
  const all = everything ? await pageCache.evictAll() : success(undefined);
  if (!all.ok) return all;
  for (const { path } of files) {
    const evicted = await pageCache.evict(path);
    if (!evicted.ok) return evicted;
  }
  return success({ residency: await lookAt(pageCache, files) });
};

/**
 * Reads files into the page cache unless they are there. What memory cannot hold is not read: its end
 * would push out its beginning, before every run anew.
 */
export const fillFiles = async (
  { pageCache, probe, signal }: StartContext,
  files: readonly HeldFile[],
): Promise<Result<Prepared, Failure>> => {
  const before = await lookAt(pageCache, files);
  const size = sizeOf(files);
  if (before.bytes !== undefined && isWhole(before.bytes, size))
    return success({ residency: before });
  const availableBytes = (await probe.memory())?.availableBytes;
  const known = availableBytes === undefined ? {} : { availableBytes };
  if (availableBytes !== undefined && availableBytes < size)
    return success({ residency: before, ...known });
  for (const { path } of files) {
    const filled = await pageCache.fill(path, signal);
    if (!filled.ok) return filled;
  }
  if (signal.aborted) return failed({ reason: 'interrupted', signal: 'SIGINT' });
  return success({ residency: await lookAt(pageCache, files), ...known });
};

/** What is to be said of files that a constraint needs out of memory, and of which more than 5 % stayed. */
export const warnOfStaying = ({ files }: Residency): readonly string[] =>
  files
    .filter(({ file, bytes }) => !isCold(bytes, file.bytes))
    .map(({ file, bytes }) => {
      const [left, whole] = [bytes, file.bytes].map((value) => describeQuantity('bytes', value));
      return `${left ?? ''} of ${whole ?? ''} of '${file.path}' stayed in the page cache after its eviction, so no limit of this run acts on them: another process has the file mapped; end that process`;
    });
