import type { Constraints } from '../profile/profile.ts';

/**
 * Whether constraints act on the model's pages in the page cache, so that weights must be used where
 * they lie in the mapped file: copies in memory are out of their reach.
 */
export const needsFileBackedWeights = ({
  memory,
  io,
  pageCache,
  background,
}: Constraints): boolean =>
  memory !== undefined || io !== undefined || pageCache !== undefined || background !== undefined;
