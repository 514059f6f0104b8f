import type { Miss } from '../../model/failure.ts';
import { isCold } from '../../model/page-cache/warmth.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { describeQuantity } from '../../model/units.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import type { PageCache } from '../../ports/page-cache.ts';

const notTold = ({ path }: HeldFile): Miss => ({
  what: `how much of '${path}' is in memory: expected fincore (util-linux) to tell, for 'start: cold' must be proven, got nothing`,
  remedy:
    'install util-linux with its fincore; the kernel tells it of files only that are yours, or that you may write',
});

const staying = ({ path, bytes }: HeldFile, resident: number): Miss => ({
  what: `a model that can leave the memory, for 'start: cold': expected at most 5 % of '${path}' in the page cache after its eviction, got ${describeQuantity('bytes', resident)} of ${describeQuantity('bytes', bytes)}`,
  remedy:
    'end the process that has the file mapped; one on a file system in memory (tmpfs) cannot leave it: put it on a disk',
});

/**
 * What this host lacks for starting runs without the model in memory, found by trying it once.
 * `proven`: what stays must be told, and be next to nothing.
 */
export const checkEviction = async (
  pageCache: PageCache,
  model: HeldFile,
  proven: boolean,
): Promise<readonly Miss[]> => {
  const evicted = await pageCache.evict(model.path);
  if (!evicted.ok) {
    const { failure } = evicted;
    if (failure.reason === 'missing-requirements') return failure.misses;
    const { message, hint } = renderFailure(failure);
    return [{ what: message, remedy: hint ?? 'put the model on a local disk' }];
  }
  if (!proven) return [];
  const resident = await pageCache.resident(model.path);
  if (resident === undefined) return [notTold(model)];
  return isCold(resident, model.bytes) ? [] : [staying(model, resident)];
};
