import type { Case } from '../plan.ts';
import type { Constraints } from '../profile/profile.ts';
import type { StartEvidence } from '../start-evidence.ts';

/**
 * The constraint for which a run must begin with none of the model in memory; undefined without one.
 * The kernel charges a cached page to whoever touches it first: pages that were there before would be
 * outside the scope's limit, and could not be taken away from it. So `before: never` counts only
 * where nothing is ever dropped.
 */
export const findEvictingConstraint = (
  { constraints }: Pick<Case, 'constraints'>,
  nominal: Constraints,
): StartEvidence['evictedFor'] => {
  const { memory, pageCache } = constraints;
  if (memory !== undefined) return 'memory';
  if (pageCache === undefined) return undefined;
  const drop = pageCache.drop ?? nominal.pageCache?.drop;
  return pageCache.before !== 'never' || drop !== undefined ? 'pageCache' : undefined;
};
