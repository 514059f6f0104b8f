import type { Failure } from '../../model/failure.ts';
import type { Case } from '../../model/plan.ts';
import type { Constraints } from '../../model/profile/profile.ts';
import { success, type Result } from '../../model/result.ts';
import { describeQuantity, type Bytes } from '../../model/units.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import type { PageCache } from '../../ports/page-cache.ts';

/** More than this share of a file in memory after its eviction is worth a warning. */
const toleratedShare = 0.05;

/**
 * Whether a run must begin with none of the model in memory. The kernel charges a cached page to
 * whoever touches it first: pages that were there before would be outside the scope's limit, and
 * could not be taken away from it. So `before: never` counts only where nothing is ever dropped.
 */
export const needsEviction = ({ constraints }: Case, nominal: Constraints): boolean => {
  const { memory, pageCache } = constraints;
  if (memory !== undefined) return true;
  if (pageCache === undefined) return false;
  const drop = pageCache.drop ?? nominal.pageCache?.drop;
  return pageCache.before !== 'never' || drop !== undefined;
};

/** What an eviction left. */
export interface Evicted {
  /** Bytes of all files that are in memory; undefined where the host cannot tell. */
  readonly residentBytes: Bytes | undefined;
  readonly warnings: readonly string[];
}

const warningsOf = ({ path, bytes }: HeldFile, resident: Bytes): readonly string[] => {
  if (resident <= bytes * toleratedShare) return [];
  const [left, whole] = [resident, bytes].map((value) => describeQuantity('bytes', value));
  return [
    `${left ?? ''} of ${whole ?? ''} of '${path}' stayed in the page cache after its eviction, so no limit of this run acts on them: another process has the file mapped; end that process`,
  ];
};

/** Evicts files from the page cache, and looks whether they are gone. */
export const evictFiles = async (
  pageCache: PageCache,
  files: readonly HeldFile[],
): Promise<Result<Evicted, Failure>> => {
  let residentBytes: Bytes | undefined = 0;
  const warnings: string[] = [];
  for (const file of files) {
    const evicted = await pageCache.evict(file.path);
    if (!evicted.ok) return evicted;
    const resident = await pageCache.resident(file.path);
    if (resident === undefined) residentBytes = undefined;
    else {
      if (residentBytes !== undefined) residentBytes += resident;
      warnings.push(...warningsOf(file, resident));
    }
  }
  return success({ residentBytes, warnings });
};
